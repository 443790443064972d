package dev.countersign.bench;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Starts Countersign and the floor, drives both in turn, and prints rates, latencies, the processor time of one request, and
 * the ratios of rates and of processor times. Figures of one run can be compared with each other, not with those of another
 * day or machine; where others share the machine, processor times say more than rates.
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
        var seeded = Seed.refreshTokens(config, folder.resolve("data"), Map.of(), options.seeds(), 64);
        try (var countersign = Running.countersign(port, config, folder.resolve("data"), Map.of());
                var floor = Running.floor()) {
            var subject = Subject.of(port, seeded);
            System.out.printf(
                    "%-22s %12s %12s %7s %8s %8s %9s %7s %9s%n",
                    "scenario", "requests/s", "floor/s", "ratio", "p50 ms", "p99 ms", "cpu us", "ratio", "goal/s");
            for (var scenario : Scenarios.ALL) {
                if (options.wants(scenario.name())) measure(scenario, subject, countersign, floor, options);
            }
            if (options.wants(TOGETHER)) LedgerPace.measure(subject, options.connections, options.time);
            System.out.printf("resident memory under load: %d MB%n", countersign.residentMegabytes());
        }
    }

    private static void measure(
            Scenario scenario, Subject subject, Running countersign, Running bareServer, Options options) {
        var talks = scenario.prepare().talks(subject);
        if (talks.isEmpty()) {
            System.out.printf("%-22s not offered by this server's metadata%n", scenario.name());
            return;
        }
        var bare = Requests.form(bareServer.port(), scenario.floorPath(), "", Map.of("client_id", "bench"));
        Supplier<Talk> floor = () -> Talk.repeating(bare, _ -> true);
        Round last = round(countersign, talks.get(), options);
        round(bareServer, floor, options);
        var rounds = new ArrayList<Round>();
        var floors = new ArrayList<Round>();
        for (var i = 0; i < options.rounds; i++) {
            last = round(countersign, talks.get(), options);
            rounds.add(last);
            floors.add(round(bareServer, floor, options));
        }
        var rate = median(rounds, Round::perSecond);
        var floorRate = median(floors, Round::perSecond);
        var cost = median(rounds, Round::processorMicros);
        System.out.printf(
                Locale.ROOT,
                "%-22s %12.0f %12.0f %7.2f %8.2f %8.2f %9.0f %7.2f %9d%n",
                scenario.name(),
                rate,
                floorRate,
                rate / floorRate,
                last.load().millis(50),
                last.load().millis(99),
                cost,
                cost / median(floors, Round::processorMicros),
                scenario.goalPerSecond());
    }

    /**
     * One round of load.
     *
     * @param processor what the server's process used of the processors meanwhile
     */
    private record Round(Load.Result load, Duration processor) {
        double perSecond() {
            return load.perSecond();
        }

        double processorMicros() {
            return processor.toNanos() / 1e3 / Math.max(1, load.answered());
        }
    }

    private static Round round(Running server, Supplier<Talk> talks, Options options) {
        var before = server.processorTime();
        var result = new Load(server.port(), options.connections).run(talks, options.time);
        if (result.wrong() > 0) {
            throw new IllegalStateException(result.wrong() + " of " + (result.wrong() + result.answered())
                    + " answers were not the expected ones; this is no measurement");
        }
        return new Round(result, server.processorTime().minus(before));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream()
                .mapToDouble(figure)
                .sorted()
                .skip(rounds.size() / 2)
                .findFirst()
                .orElseThrow();
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
