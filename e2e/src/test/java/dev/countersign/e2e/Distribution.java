package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code mvn package} made of the command line, started as {@code run} starts it, with the notes of one rehearsed start. The
 * JVM only compiles lightly, because here each lives for seconds: so a command takes a third of the processor time.
 */
final class Distribution {
    private static final Path LIB = Path.of("..", "cli", "target", "countersign", "lib")
            .toAbsolutePath()
            .normalize();
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> BEGINNING = beginning();

    private Distribution() {}

    /** How to run the command line. */
    static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(BEGINNING);
        command.add("dev.countersign.cli.Main");
        command.addAll(List.of(arguments));
        return command;
    }

    /** How to start the example server, as a YAML list, for a configuration of a test's own. */
    static String exampleNotes() {
        return "['" + JAVA + "', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx64m', '-cp', '" + LIB
                + "/*', dev.countersign.cli.example.NotesServer, 'FOLDER/notes']";
    }

    private static List<String> beginning() {
        if (!Files.isDirectory(LIB)) {
            throw new IllegalStateException(
                    "there is no distribution in " + LIB + "; build it with: mvn -pl cli -am package -DskipTests");
        }
        try {
            List<String> beginning = new ArrayList<>(options());
            beginning.addAll(List.of("-XX:AOTCache=" + rehearsed(), "-Xlog:aot*=off", "-XX:TieredStopAtLevel=1"));
            beginning.addAll(classPath());
            return List.copyOf(beginning);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> options() {
        return List.of(
                JAVA,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders");
    }

    private static List<String> classPath() {
        String platform = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch_64" : "linux-x86_64";
        return List.of("-cp", LIB + "/*:" + LIB.resolve("accp").resolve(platform) + "/*");
    }

    /** The cache of one rehearsed start (JEP 514), made once for all JVMs that run tests beside each other. */
    private static Path rehearsed() throws IOException {
        Path cache = TARGET.resolve("start.aot");
        Files.createDirectories(TARGET);
        try (FileChannel channel = FileChannel.open(
                        TARGET.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!newerThanTheJars(cache)) {
                Files.deleteIfExists(cache);
                List<String> command = new ArrayList<>(options());
                command.addAll(List.of("-Xlog:disable", "-XX:AOTCacheOutput=" + cache));
                command.addAll(classPath());
                command.addAll(List.of("dev.countersign.cli.Main", "rehearse"));
                Finished rehearsal = Finished.of(new ProcessBuilder(command));
                if (rehearsal.code() != 0) {
                    throw new IllegalStateException(
                            "the rehearsal of a start failed:\n" + rehearsal.out() + rehearsal.err());
                }
            }
        }
        return cache;
    }

    private static boolean newerThanTheJars(Path cache) throws IOException {
        if (!Files.exists(cache)) {
            return false;
        }
        long made = Files.getLastModifiedTime(cache).toMillis();
        try (Stream<Path> jars = Files.walk(LIB)) {
            return jars.allMatch(jar -> jar.toFile().lastModified() < made);
        }
    }
}
