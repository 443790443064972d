package dev.countersign.acts.upkeep;

import dev.countersign.store.DeviceRequests.DeviceRequest;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/** Keeps a device's request until a human opens it. Nothing is logged before: anybody can send one. */
public record KeepUnopened(DeviceRequest request) implements Transaction<Boolean> {
    /** False when its user code is taken; then another must be drawn. */
    @Override
    public Boolean in(Tx tx) {
        return tx.deviceRequests().insert(request);
    }
}
