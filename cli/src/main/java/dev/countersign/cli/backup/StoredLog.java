package dev.countersign.cli.backup;

import dev.countersign.acts.Acts;
import dev.countersign.acts.ledger.Audit;
import dev.countersign.acts.ledger.Report;
import dev.countersign.acts.ledger.Stored;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.SignedNote;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The log in a file that no server uses. Looked at in a copy: looking must not change it. */
public final class StoredLog {
    private StoredLog() {}

    /**
     * Verifies the whole log.
     *
     * @param key the log's public key; empty takes the log's own word for it
     * @throws IllegalStateException when it holds no log, or was written by a newer Countersign
     */
    public static Report audit(Path store, Optional<NoteKey> key, List<SignedNote> anchors) throws IOException {
        return in(store, acts -> {
            NoteKey verifier = key.orElseGet(() ->
                    NoteKey.parse(acts.read(tx -> tx.ledger().key("log"))
                            .map(LedgerRows.Key::verifier)
                            .orElseThrow(() -> new IllegalStateException(store.getFileName() + " holds no log"))));
            return Audit.of(new Stored(acts), verifier, anchors);
        });
    }

    /** Opens a copy of the store, and removes it when {@code look} has ended. */
    public static <R> R in(Path store, Function<Acts, R> look) throws IOException {
        Path folder = Private.folder(Path.of(System.getProperty("java.io.tmpdir")), "countersign-look");
        try {
            Path copy = Files.copy(store, folder.resolve("copy.db"));
            Path journal = Path.of(store + "-wal");
            if (Files.exists(journal)) Files.copy(journal, folder.resolve("copy.db-wal"));
            try (Store opened = Store.open("jdbc:sqlite:" + copy, InstantSource.system())) {
                return look.apply(new Acts(opened, InstantSource.system()));
            }
        } finally {
            Private.remove(folder);
        }
    }
}
