package dev.countersign.acts;

import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Tx;
import java.util.Optional;

/** Gives a passkey another name; its owner proved presence on this. */
public record RenamePasskey(OwnerId owner, String id, String name, Evidence evidence, Optional<Long> count)
        implements Act<Boolean> {
    /** False when there is no such passkey. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (!tx.passkeys().rename(owner, id, name)) return Done.unchanged(false);
        count.ifPresent(value -> tx.passkeys().used(evidence.credential(), value, evidence.at()));
        return Done.of(true, Event.of(owner).with("credential", id).with("method", evidence.method()));
    }
}
