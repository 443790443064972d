package dev.countersign.server.host;

import dev.countersign.acts.Secrets;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.acts.upkeep.NoteBackup;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.SignedNote;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.store.LedgerRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Copies the store for a backup, beside everything else that goes on. The copy waits in the data folder, and whoever asked
 * for it packs it and says so: the server needs no right to write anywhere else.
 */
final class BackupDesk {
    /** How the copies are named that nobody has packed yet. */
    private static final String UNPACKED = "backup-";

    private static final Duration FORGOTTEN = Duration.ofHours(6);

    private final Foundation foundation;
    private final DataFolder data;

    BackupDesk(Foundation foundation, DataFolder data) {
        this.foundation = foundation;
        this.data = data;
    }

    /** Copies the store. The checkpoint that is named with it was signed before, so the copy must continue it. */
    ObjectNode take() {
        if (foundation.store().shared()) {
            throw new HostRefusal(
                    "this store is PostgreSQL, which backs itself up: run"
                            + " `pg_dump --format=custom --file=countersign.dump DATABASE`, keep the dump like a secret, and keep the"
                            + " master key apart from it. `pg_restore` and the same master key bring it back; then run `audit verify`");
        }
        forget();
        Sequencer.catchUp(foundation.acts(), foundation.ledger());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        SignedNote note = SignedNote.parse(foundation
                .acts()
                .read(tx -> tx.ledger().head())
                .map(LedgerRows.Head::note)
                .orElse(""));
        Checkpoint checkpoint = Checkpoint.parse(note);
        int schema = foundation.acts().read(tx -> tx.settings().schema());
        Path copy = data.path().resolve(UNPACKED + Secrets.random(16) + ".db");
        answer.put("taken_at", foundation.acts().now().toString());
        foundation.store().copyTo(copy);
        answer.put("copy", copy.toString())
                .put("schema", schema)
                .put("issuer", foundation.config().issuer().toString());
        answer.putObject("ledger")
                .put("origin", checkpoint.origin())
                .put("size", checkpoint.size())
                .put(
                        "root",
                        Base64.getEncoder().encodeToString(checkpoint.root().bytes()))
                .put("checkpoint", note.toString());
        return answer.put(BackupSeal.MEMBER, new BackupSeal(foundation.master()).of(manifest(answer, copy)));
    }

    /** What the manifest of this copy will say, as far as the seal covers it. */
    private static ObjectNode manifest(ObjectNode taken, Path copy) {
        ObjectNode manifest = taken.deepCopy();
        manifest.put("created_at", taken.path("taken_at").asString(""));
        manifest.putObject("store").put("sha256", sha256(copy));
        return manifest;
    }

    private static String sha256(Path file) {
        try (var in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[64 * 1024];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The copy was packed, or is not wanted any more. */
    ObjectNode done(ObjectNode request) {
        Path copy = Path.of(request.path("copy").asString(""));
        if (!data.path().equals(copy.getParent()) || !unpacked(copy)) {
            throw new HostRefusal(copy + " is no copy that was made for a backup");
        }
        remove(copy);
        if (request.path("packed").asBoolean(false)) {
            foundation.acts().upkeep(new NoteBackup(foundation.acts().now()));
        }
        return JsonNodeFactory.instance.objectNode();
    }

    /** Whoever asked for a copy may have been killed before it was packed. */
    private void forget() {
        try (var files = Files.list(data.path())) {
            for (Path file : files.filter(BackupDesk::unpacked).toList()) {
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(foundation.acts().now().minus(FORGOTTEN))) {
                    remove(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean unpacked(Path file) {
        return file.getFileName().toString().matches(UNPACKED + "[A-Za-z0-9_-]+\\.db");
    }

    private static void remove(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
