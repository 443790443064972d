package dev.countersign.cli;

import dev.countersign.cli.backup.Archive;
import dev.countersign.cli.backup.Manifest;
import dev.countersign.server.host.HostRefusal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Makes a backup, beside a running server or without one. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Write the whole SQLite store into one new file, beside a running server.",
            "The master key is not in it: keep that somewhere else, because the backup is worth nothing without it."
        })
final class BackupCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'countersign-'yyyyMMdd'T'HHmmss'Z.zip'")
            .withZone(ZoneOffset.UTC);

    @Mixin
    private Host host = new Host();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The new file; countersign-TIME.zip in this folder unless given.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        Path into = (file == null ? Path.of(NAME.format(Instant.now())) : file).toAbsolutePath();
        Path folder = into.getParent();
        if (Files.exists(into)) {
            throw new HostRefusal(into + " is there already; a backup never replaces a file, give another name");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException("the folder of " + into + " is not there; make it first");
        }
        ObjectNode taken = host.ask(Host.command("backup-take"));
        Path copy = Path.of(taken.path("copy").asString(""));
        boolean packed = false;
        try {
            Manifest manifest = Archive.pack(copy, taken, Version.number(), into);
            packed = true;
            ObjectNode answer = manifest.json().deepCopy().put("file", into.toString());
            return host.print(answer, BackupCommand::text);
        } catch (FileAlreadyExistsException taking) {
            throw new HostRefusal(taking.getFile() + " is there already; another backup may be running");
        } finally {
            host.ask(Host.command("backup-done").put("copy", copy.toString()).put("packed", packed));
        }
    }

    private static String text(ObjectNode backup) {
        return """
                wrote %s
                  store    %s bytes, schema %s, of %s
                  ledger   %s entries, root %s
                  key      the master key is not in it; keep a copy of that elsewhere\
                """.formatted(
                        backup.path("file").asString(""),
                        backup.path("store").path("bytes").asString(""),
                        backup.path("schema").asString(""),
                        backup.path("issuer").asString(""),
                        backup.path("ledger").path("size").asString(""),
                        backup.path("ledger").path("root").asString(""));
    }
}
