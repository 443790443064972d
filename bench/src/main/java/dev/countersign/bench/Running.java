package dev.countersign.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A server in a process of its own. */
record Running(Process process, int port) implements AutoCloseable {
    /**
     * Writes the configuration that the scenarios need.
     *
     * @param more YAML besides it
     */
    static Path configured(int port, Path folder, String more) throws IOException {
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
                """.formatted(port, Subject.CLIENT, Subject.SECRET, Subject.FOREIGN) + more);
        return config;
    }

    static Running countersign(int port, Path config, Path data, Map<String, String> environment) throws IOException {
        var process = java(
                environment,
                "dev.countersign.cli.Main",
                "serve",
                "--config",
                config.toString(),
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port));
        readUntil(process, line -> line.startsWith("ready at"));
        return new Running(process, port);
    }

    static Running floor() throws IOException {
        var process = java(Map.of(), "dev.countersign.bench.Floor");
        var line = readUntil(process, text -> text.matches("\\d+"));
        return new Running(process, Integer.parseInt(line));
    }

    private static Process java(Map<String, String> environment, String main, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String readUntil(Process process, Predicate<String> wanted) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (wanted.test(line)) return line;
        }
        throw new IllegalStateException("the server ended before it was ready");
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What the process used of the processors so far; zero where the system does not say. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
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
