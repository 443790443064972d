package dev.countersign.acts.upkeep;

import dev.countersign.store.Anchors;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/** Remembers what a place off this host confirmed, or why it did not. */
public record NoteAnchor(Anchors.Anchor anchor) implements Transaction<Boolean> {
    @Override
    public Boolean in(Tx tx) {
        tx.anchors().put(anchor);
        return true;
    }
}
