package dev.countersign.cli;

import dev.countersign.cli.example.NotesServer;
import dev.countersign.server.operations.DataFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The server that is guarded when no configuration names one: notes in a folder of the data folder. */
final class Example {
    private Example() {}

    /** The {@code servers} of the configuration, as YAML. */
    static String servers(DataFolder data) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path notes = data.path().resolve("notes");
        return List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NotesServer.class.getName(),
                        notes.toString())
                .stream()
                .map(argument -> "'" + argument.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "{ notes: { command: [", "] } }"));
    }
}
