package dev.countersign.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
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
        var port = freePort();
        var config = Running.configured(port, folder);
        var seeded = Seed.refreshTokens(config, folder.resolve("data"), options.seeds());
        try (var countersign = Running.countersign(port, config, folder);
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
        var bare = Requests.form(floorPort, scenario.floorPath(), "", java.util.Map.of("client_id", "bench"));
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

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
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

    /** A server in a process of its own. */
    private record Running(Process process, int port) implements AutoCloseable {
        static Path configured(int port, Path folder) throws IOException {
            var config = folder.resolve("countersign.yaml");
            Files.writeString(config, """
                    issuer: http://localhost:%1$d
                    clients:
                      %2$s: { client_secret: "%3$s", grant_types: [client_credentials, "urn:ietf:params:oauth:grant-type:device_code"], access: read, resources: [ "http://localhost:%1$d/mcp", "%4$s" ], delegate: { to: [any], depth: 3 } }
                      first: { client_secret: "%3$s", grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
                      second: { client_secret: "%3$s", grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
                      third: { client_secret: "%3$s", grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
                    resources:
                      %4$s: { name: Notes, secret: "%3$s" }
                    """.formatted(port, Subject.CLIENT, Subject.SECRET, Subject.FOREIGN));
            return config;
        }

        static Running countersign(int port, Path config, Path folder) throws IOException {
            var process = java(
                    "dev.countersign.cli.Main",
                    "serve",
                    "--config",
                    config.toString(),
                    "--data",
                    folder.resolve("data").toString(),
                    "--port",
                    Integer.toString(port));
            readUntil(process, line -> line.startsWith("ready at"));
            return new Running(process, port);
        }

        static Running floor() throws IOException {
            var process = java("dev.countersign.bench.Floor");
            var line = readUntil(process, text -> text.matches("\\d+"));
            return new Running(process, Integer.parseInt(line));
        }

        private static Process java(String main, String... arguments) throws IOException {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseCompactObjectHeaders",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main));
            command.addAll(List.of(arguments));
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        private static String readUntil(Process process, Predicate<String> wanted) throws IOException {
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (wanted.test(line)) return line;
            }
            throw new IllegalStateException("the server ended before it was ready");
        }

        /** From Linux's own books; 0 elsewhere. */
        long residentMegabytes() throws IOException {
            var status = Path.of("/proc", Long.toString(process.pid()), "status");
            if (!Files.exists(status)) return 0;
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
