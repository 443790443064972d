package dev.countersign.cli.service;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a service's things stand.
 *
 * @param program the jars
 * @param config the configuration file
 * @param key the master key, apart from the data
 * @param data the data folder
 * @param launcher the command people type
 * @param java the Java that runs it
 * @param user the account it runs as; nobody else's
 */
record Place(Path program, Path config, Path key, Path data, Path launcher, Path java, String user) {
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final String HEADERS = "-XX:+UseCompactObjectHeaders";
    private static final String MAIN = "dev.countersign.cli.Main";

    /** The folder a file of these stands in. */
    static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file stands in a folder");
    }

    Path lib() {
        return program.resolve("lib");
    }

    /** The command line of the server, each argument quoted with {@code quote}. */
    String serve(String quote) {
        return java(quote) + " serve --config " + quote + config + quote + " --data " + quote + data + quote;
    }

    /** The command line of any command. */
    String java(String quote) {
        return quote + java + quote + " " + NATIVE + " " + UNSAFE + " " + HEADERS + " -cp " + quote + lib().resolve("*")
                + quote + " " + MAIN;
    }

    /** The command people type: about the service's own store unless they say otherwise. */
    String launcherScript() {
        return """
                #!/bin/sh
                export COUNTERSIGN_CONFIG="${COUNTERSIGN_CONFIG-%s}" COUNTERSIGN_DATA="${COUNTERSIGN_DATA-%s}"
                exec %s "$@"
                """.formatted(config, data, java("'"));
    }

    /** A configuration to begin with: this computer only, with the example server. */
    String starter() {
        return """
                # Countersign's configuration; docs/configuration.md describes every key. Restart the service after a change.
                issuer: http://localhost:8420
                servers:
                  # An example to begin with: notes in a folder. Put your own MCP servers here.
                  notes: { command: ['%s', -XX:+UseSerialGC, -Xmx64m, -cp, '%s', dev.countersign.cli.example.NotesServer, '%s'] }
                """.formatted(java, lib().resolve("*"), data.resolve("notes"));
    }
}
