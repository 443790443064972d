package dev.countersign.cli;

import dev.countersign.acts.ledger.Audit;
import dev.countersign.cli.audit.HttpLog;
import dev.countersign.cli.backup.Archive;
import dev.countersign.cli.backup.Private;
import dev.countersign.cli.backup.StoredLog;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.SignedNote;
import dev.countersign.server.host.AuditJson;
import dev.countersign.server.host.HostRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Verifies the whole log, wherever it is. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Verify the whole log: of this host, of a backup, or over HTTP. Ends with 1 when something is wrong.")
final class AuditVerify implements Callable<Integer> {
    /** Where the log is, when not here. */
    static final class Elsewhere {
        @Option(
                names = "--backup",
                paramLabel = "FILE",
                description = "What `backup` made, or a SQLite database that no server uses.")
        @Nullable
        Path backup;

        @Option(names = "--url", paramLabel = "ISSUER", description = "Another server.")
        @Nullable
        URI url;
    }

    @Mixin
    private Host host = new Host();

    @ArgGroup
    private @Nullable Elsewhere elsewhere;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "With --url: holds an owner token with the scope activity:read, an auditor's for all entries; without, only the hashes are verified.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The log's public key, or a file that holds it. Without it the log's own word is taken.")
    private @Nullable String key;

    @Option(
            names = "--anchor",
            paramLabel = "FILE",
            description =
                    "An earlier checkpoint, or a folder of them, from where this host cannot change it. Repeatable.")
    private List<Path> anchors = List.of();

    @Override
    public Integer call() throws IOException {
        var notes = notes();
        ObjectNode report;
        if (elsewhere != null && elsewhere.url != null) {
            report = overHttp(elsewhere.url, notes);
        } else if (elsewhere != null && elsewhere.backup != null) {
            report = ofBackup(elsewhere.backup, notes);
        } else {
            report = here(notes);
        }
        System.out.println(host.json() ? report.toString() : text(report));
        return report.path("whole").asBoolean(false) ? 0 : 1;
    }

    private ObjectNode here(List<SignedNote> notes) throws IOException {
        var request = Host.command("audit-verify");
        if (key != null) request.put("key", key(key).toString());
        notes.forEach(note -> request.withArray("anchors").add(note.toString()));
        return host.ask(request);
    }

    private ObjectNode overHttp(URI url, List<SignedNote> notes) throws IOException {
        if (key == null) throw new UsageException("--url needs --key: a server could name any key its own");
        Optional<String> token = tokenFile == null
                ? Optional.empty()
                : Optional.of(Files.readString(tokenFile).strip());
        try {
            return AuditJson.of(Audit.of(new HttpLog(url, token), key(key), notes));
        } catch (IllegalArgumentException refused) {
            throw new HostRefusal(String.valueOf(refused.getMessage()));
        }
    }

    private ObjectNode ofBackup(Path backup, List<SignedNote> notes) throws IOException {
        Optional<NoteKey> verifier = key == null ? Optional.empty() : Optional.of(key(key));
        if (!Archive.is(backup)) return AuditJson.of(StoredLog.audit(backup, verifier, notes));
        var folder = Private.folder(Path.of(System.getProperty("java.io.tmpdir")), "countersign-audit");
        try {
            var store = folder.resolve("countersign.db");
            var earlier = new ArrayList<>(notes);
            earlier.add(Archive.unpack(backup, store).checkpoint());
            return AuditJson.of(StoredLog.audit(store, verifier, earlier));
        } finally {
            Private.remove(folder);
        }
    }

    /** A key, given as it is or in a file. */
    static NoteKey key(String given) throws IOException {
        try {
            var text = given.contains("+") ? given : Files.readString(Path.of(given));
            return NoteKey.parse(text.strip());
        } catch (IllegalArgumentException malformed) {
            throw new UsageException("--key: " + malformed.getMessage());
        }
    }

    private List<SignedNote> notes() throws IOException {
        var notes = new ArrayList<SignedNote>();
        for (var anchor : anchors) {
            if (!Files.isDirectory(anchor)) {
                notes.add(note(anchor));
                continue;
            }
            try (var files = Files.list(anchor)) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) notes.add(note(file));
            }
        }
        return notes;
    }

    private static SignedNote note(Path file) throws IOException {
        try {
            return SignedNote.parse(Files.readString(file));
        } catch (IllegalArgumentException malformed) {
            throw new UsageException(file + " is no checkpoint: " + malformed.getMessage());
        }
    }

    private static String text(JsonNode report) {
        var findings = report.path("findings")
                .valueStream()
                .map(one -> "WRONG  %s: %s"
                        .formatted(
                                one.path("where").asString(""),
                                one.path("what").asString("").replaceAll("\\p{C}", "?")))
                .collect(Collectors.joining("\n"));
        var open = report.path("open_calls")
                .valueStream()
                .map(one -> "outcome unknown: call at %s %s, %s (grant %s)"
                        .formatted(
                                one.path("server").asString(""),
                                one.path("tool").asString(""),
                                one.path("at").asString(""),
                                one.path("grant").asString("")))
                .collect(Collectors.joining("\n"));
        var summary = "%s: %s, %s entries (%s read, %s erased, %s waiting), %s earlier checkpoints continued, root %s"
                .formatted(
                        report.path("origin").asString(""),
                        report.path("whole").asBoolean(false) ? "whole" : "NOT WHOLE",
                        report.path("size").asString(""),
                        report.path("read").asString(""),
                        report.path("erased").asString(""),
                        report.path("waiting").asString(""),
                        report.path("anchors").asString(""),
                        report.path("root").asString(""));
        return java.util.stream.Stream.of(findings, open, summary)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
