package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Countersign of the built distribution, in a process of its own, on a free port, with a data folder of its own. What it
 * prints and logs is kept in files. Closing it stops it and removes the folder.
 */
public final class RunningServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final String issuer;
    private final @Nullable String config;
    private final Map<String, String> environment;
    private String limit;
    private Process process;

    private RunningServer(
            Path folder,
            int port,
            String issuer,
            @Nullable String config,
            Map<String, String> environment,
            String limit) {
        this.folder = folder;
        this.port = port;
        this.issuer = issuer;
        this.config = config;
        this.environment = environment;
        this.limit = limit;
        this.process = launch();
    }

    /** Starts without a configuration file: SQLite, the example notes, everything by default. */
    public static RunningServer plain() {
        return started(null, Map.of());
    }

    /**
     * Starts with a configuration.
     *
     * @param config YAML; {@code ISSUER} and {@code FOLDER} stand for the issuer and a folder of the test's own
     */
    public static RunningServer configured(String config) {
        return started(config, Map.of());
    }

    /** Starts with a configuration and variables in the environment. */
    public static RunningServer started(@Nullable String config, Map<String, String> environment) {
        return started(config, environment, "");
    }

    /** Starts where no file may grow beyond so many kilobytes: to the database that is a full disk. */
    public static RunningServer crowded(int kilobytes) {
        return started(null, Map.of(), "ulimit -f " + kilobytes * 2 + "; ");
    }

    /** Frees the disk, for the next start. */
    public void makeRoom() {
        limit = "";
    }

    /** Starts with https, by what the configuration says of {@code tls}. */
    public static RunningServer overHttps(String config) {
        try {
            int port = freePort();
            RunningServer server = new RunningServer(
                    Files.createTempDirectory("countersign"), port, "https://localhost:" + port, config, Map.of(), "");
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningServer started(@Nullable String config, Map<String, String> environment, String limit) {
        try {
            int port = freePort();
            RunningServer server = new RunningServer(
                    Files.createTempDirectory("countersign"),
                    port,
                    "http://localhost:" + port,
                    config,
                    environment,
                    limit);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts another node of the first one's deployment: the same issuer, configuration and environment, another port and
     * data folder. It answers at its own {@link #address}; its configuration must trust this computer as a proxy.
     */
    public static RunningServer beside(RunningServer first) {
        try {
            RunningServer server = new RunningServer(
                    Files.createTempDirectory("countersign"),
                    freePort(),
                    first.issuer,
                    first.config,
                    first.environment,
                    "");
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The issuer, without a trailing slash. */
    public String issuer() {
        return issuer;
    }

    /** Where this process itself answers: the issuer, unless it stands {@link #beside} another. */
    public String address() {
        return "http://localhost:" + port;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Where a guarded server is offered. */
    public String mcp(String server) {
        return issuer() + "/mcp/" + server;
    }

    /** The data folder. */
    public Path data() {
        return folder.resolve("data");
    }

    /** A folder that belongs to the test; {@code FOLDER} in the configuration. */
    public Path folder() {
        return folder;
    }

    /** The link printed at the last start. */
    public URI setupLink() {
        Matcher link = Pattern.compile("http\\S+/setup/\\S+").matcher(output());
        String last = null;
        while (link.find()) {
            last = link.group();
        }
        if (last == null) {
            throw new IllegalStateException("no setup link was printed:\n" + output());
        }
        return URI.create(last);
    }

    /** All it printed. */
    public String output() {
        return text("out");
    }

    /** All it logged. */
    public String log() {
        return text("log");
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it with SIGTERM, as a supervisor does, and gives its exit code. */
    public int stop() {
        process.destroy();
        return awaitEnd();
    }

    /** Ends it with SIGKILL, at once. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts it again on the same data and port. */
    public void startAgain() {
        process = launch();
        awaitReady();
    }

    /** Runs a command of the command line on this server's data, and gives what came of it. */
    public Finished command(String... arguments) {
        List<String> command = Distribution.java(arguments);
        command.addAll(List.of("--data", data().toString()));
        if (config != null) {
            command.addAll(List.of("--config", configFile().toString()));
        }
        return Finished.of(prepared(command));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (System.getProperty("countersign.keep") == null) {
            remove(folder);
        }
    }

    private Process launch() {
        // As a daemon: no terminal, standard input closed.
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", limit + "exec \"$@\" <&-", "sh"));
        command.addAll(Distribution.java("serve"));
        command.addAll(List.of("--data", data().toString(), "--port", Integer.toString(port)));
        if (config != null) {
            write(
                    configFile(),
                    "issuer: " + issuer() + "\n"
                            + config.replace("ISSUER", issuer()).replace("FOLDER", folder.toString()));
            command.addAll(List.of("--config", configFile().toString()));
        }
        try {
            return prepared(command)
                    .redirectOutput(Redirect.appendTo(folder.resolve("out").toFile()))
                    .redirectError(Redirect.appendTo(folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder prepared(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    private void awaitReady() {
        String ready = "ready at " + issuer();
        int before = count(output(), ready);
        Deadline deadline = Deadline.in(START);
        while (count(output(), ready) == before && !answers()) {
            if (!process.isAlive() || deadline.passed()) {
                throw new IllegalStateException("the server did not start:\n" + output() + log());
            }
            deadline.nap();
        }
    }

    private boolean answers() {
        return output().endsWith("ready at " + issuer() + "\n")
                && process.isAlive()
                && (issuer.startsWith("https:") || Http.status(address() + "/healthz") == 200);
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server did not stop within 20 seconds");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path configFile() {
        return folder.resolve("countersign.yaml");
    }

    private String text(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                if (!file.toFile().delete()) {
                    file.toFile().deleteOnExit();
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
