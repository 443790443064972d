package dev.countersign.bench;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Starts Countersign and the floor, drives both in turn, and prints rates, latencies and their ratio. Figures of one run can
 * be compared with each other, not with those of another day or machine.
 *
 * <p>Arguments: {@code --seconds N} (per round, default 5), {@code --rounds N} (default 3), {@code --connections N} (default
 * 32), then the names of scenarios (default all); {@code everything_at_once} says whether the log keeps up.
 */
final class Bench {
    /** Grants to give back: more than are given back in the rounds of one run here. */
    private static final int GIVEN_BACK = 20_000;

    private static final String TOGETHER = "everything_at_once";

    private Bench() {}

    static void main(String... arguments) throws Exception {
        var options = new Options(arguments);
        var folder = Files.createTempDirectory("countersign-bench");
        var port = Running.freePort();
        var config = Running.configured(port, folder, "");
        var seeded = Seed.refreshTokens(config, folder.resolve("data"), Map.of(), options.seeds());
        try (var countersign = Running.countersign(port, config, folder.resolve("data"), Map.of());
                var floor = Running.floor()) {
            var subject = Subject.of(port, seeded);
            System.out.printf(
                    "%-22s %12s %12s %7s %9s %9s %9s%n",
                    "scenario", "requests/s", "floor/s", "ratio", "p50 ms", "p99 ms", "goal/s");
            for (var scenario : Scenarios.ALL) {
                if (options.wants(scenario.name())) measure(scenario, subject, floor.port(), options);
            }
            if (options.wants(TOGETHER)) LedgerPace.measure(subject, options.connections, options.time);
            System.out.printf("resident memory under load: %d MB%n", countersign.residentMegabytes());
        }
    }

    private static void measure(Scenario scenario, Subject subject, int floorPort, Options options) {
        var talks = scenario.prepare().talks(subject);
        if (talks.isEmpty()) {
            System.out.printf("%-22s not offered by this server's metadata%n", scenario.name());
            return;
        }
        var bare = Requests.form(floorPort, scenario.floorPath(), "", Map.of("client_id", "bench"));
        var rates = new ArrayList<Double>();
        var floors = new ArrayList<Double>();
        Supplier<Talk> floor = () -> Talk.repeating(bare, _ -> true);
        Load.Result last = round(subject.port(), talks.get(), options);
        round(floorPort, floor, options);
        for (var i = 0; i < options.rounds; i++) {
            last = round(subject.port(), talks.get(), options);
            rates.add(last.perSecond());
            floors.add(round(floorPort, floor, options).perSecond());
        }
        System.out.printf(
                Locale.ROOT,
                "%-22s %12.0f %12.0f %7.2f %9.2f %9.2f %9d%n",
                scenario.name(),
                median(rates),
                median(floors),
                median(rates) / median(floors),
                last.millis(50),
                last.millis(99),
                scenario.goalPerSecond());
    }

    private static Load.Result round(int port, Supplier<Talk> talks, Options options) {
        var result = new Load(port, options.connections).run(talks, options.time);
        if (result.wrong() > 0) {
            throw new IllegalStateException(result.wrong() + " of " + (result.wrong() + result.answered())
                    + " answers were not the expected ones; this is no measurement");
        }
        return result;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /** What the command line asked for. */
    private static final class Options {
        private Duration time = Duration.ofSeconds(5);
        private int rounds = 3;
        private int connections = 32;
        private final List<String> names = new ArrayList<>();

        Options(String... arguments) {
            var rest = Arrays.asList(arguments).iterator();
            while (rest.hasNext()) {
                switch (rest.next()) {
                    case "--seconds" -> time = Duration.ofSeconds(Integer.parseInt(rest.next()));
                    case "--rounds" -> rounds = Integer.parseInt(rest.next());
                    case "--connections" -> connections = Integer.parseInt(rest.next());
                    case String name -> names.add(name);
                }
            }
        }

        /** How many refresh tokens the wanted scenarios use up. */
        int seeds() {
            return ((wants("refresh") || wants(TOGETHER)) ? connections * (rounds + 2) : 0)
                    + (wants("revoke_then_refused") || wants(TOGETHER) ? GIVEN_BACK : 0);
        }

        boolean wants(String name) {
            return names.isEmpty() || names.contains(name);
        }
    }
}
