package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/** Takes back a device's request that no human has opened: its asker says that it was only to see whether asking works. */
public record DropUnopened(String id) implements Transaction<Boolean> {
    @Override
    public Boolean in(Tx tx) {
        return tx.deviceRequests().drop(id);
    }
}
