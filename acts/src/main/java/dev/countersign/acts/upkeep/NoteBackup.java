package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;

/** Remembers when the store was last copied whole, so that a deployment without backups can be told so. */
public record NoteBackup(Instant at) implements Transaction<Boolean> {
    private static final String NAME = "last-backup";

    @Override
    public Boolean in(Tx tx) {
        tx.settings().put(NAME, at.toString());
        return true;
    }

    /** When the last one was made. */
    public static Optional<Instant> last(Tx tx) {
        return tx.settings().find(NAME).map(Instant::parse);
    }
}
