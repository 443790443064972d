package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The desk of a person who copies commands: a home of its own; on the path {@code countersign}, which is the built
 * distribution, Node with npx beside the pinned packages, and a program that takes the pages others want to open.
 */
final class Desk implements AutoCloseable {
    private final Path folder;
    private final Path bin;
    private final Opener opener;

    Desk(RunningServer server) {
        try {
            folder = Files.createTempDirectory(server.folder(), "desk");
            bin = Files.createDirectory(folder.resolve("bin"));
            String java =
                    Distribution.java().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            // Its own home, whatever of the environment a client hands on: Java does not ask HOME.
            program(
                    "countersign",
                    "export COUNTERSIGN_PROGRAM=countersign COUNTERSIGN_CREDENTIALS='" + credentials() + "'\nexec "
                            + java + " \"$@\"\n");
            opener = new Opener(bin);
            program("opencode", "exec '" + Node.module("opencode-linux-x64").resolve("bin/opencode") + "' \"$@\"\n");
            for (String absent : List.of("claude", "codex")) {
                program(absent, "printf '%s\\n' '" + absent + "' \"$@\"\n");
            }
            // Where npx looks first: nothing is fetched, and what runs is what is pinned.
            Files.createSymbolicLink(
                    folder.resolve("node_modules"),
                    Path.of("node", "node_modules").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    Path folder() {
        return folder;
    }

    /** Where the command line keeps what it got. */
    Path credentials() {
        return folder.resolve("credentials");
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", bin + ":" + Path.of(Node.program()).getParent() + ":" + System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve(".config").toString());
        environment.put("XDG_DATA_HOME", folder.resolve(".local/share").toString());
        environment.put("MCP_REMOTE_CONFIG_DIR", folder.resolve("mcp-remote").toString());
        environment.put("CLIENT_PORT", Integer.toString(RunningServer.freePort())); // the Inspector's page
        environment.put("BROWSER", opener.program().toString());
        return environment;
    }

    /** Puts a text into a file here. */
    void keeps(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    /** Runs a command in a shell in a terminal. */
    Pty terminal(String command) {
        return new Pty(List.of("sh", "-c", command), folder, environment());
    }

    /** Runs a command in a shell to its end; fails unless that is a good one. */
    Finished runs(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
        builder.environment().putAll(environment());
        Finished finished = Finished.of(builder);
        if (finished.code() != 0) {
            throw new AssertionError(command + " ended with " + finished.code() + ": " + finished.err());
        }
        return finished;
    }

    /** The words that a shell makes of a command, for a program that is not here. */
    List<String> words(String command) {
        String program = command.split(" ", 2)[0];
        List<String> words = runs(program.equals("countersign")
                        ? command.replaceFirst("^countersign", "printf '%s\\\\n' countersign")
                        : command)
                .out()
                .lines()
                .toList();
        return words;
    }

    /** Starts a program as an MCP client does. */
    Program starts(List<String> command) {
        // By a shell, which finds it on this path.
        List<String> all = new java.util.ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sh"));
        all.addAll(command);
        return new Program(all, folder, environment());
    }

    /** The page somebody wanted to open. */
    URI opened() {
        return opener.opened();
    }

    /** What a program writes to standard error, when it writes something like this. */
    String shows(Program program, String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        return Deadline.await(pattern, Duration.ofSeconds(60), () -> {
            var found = wanted.matcher(program.errors());
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        });
    }

    @Override
    public void close() {
        RunningServer.remove(folder);
    }
}
