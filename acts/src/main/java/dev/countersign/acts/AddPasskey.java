package dev.countersign.acts;

import dev.countersign.core.Evidence;
import dev.countersign.store.Passkeys;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Adds a passkey to an owner who proved presence on this.
 *
 * @param count the new signature counter of the passkey that was used as proof
 */
public record AddPasskey(Passkeys.Passkey passkey, Evidence evidence, Optional<Long> count) implements Act<Boolean> {
    /** False when the passkey is registered already. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (tx.passkeys().find(passkey.id()).isPresent()) return Done.unchanged(false);
        tx.passkeys().insert(passkey);
        count.ifPresent(value -> tx.passkeys().used(evidence.credential(), value, evidence.at()));
        return Done.of(
                true, Event.of(passkey.owner()).with("credential", passkey.id()).with("method", evidence.method()));
    }
}
