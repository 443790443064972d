package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Ends a suspension: what it stopped goes on with what it had, and nothing more.
 *
 * @param by the owner who did it; empty for the operator
 */
public record Resume(RevocationKey key, Optional<OwnerId> by) implements Act<Boolean> {
    /** False when nothing was suspended by this key; then nothing happened. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (!tx.revocations().resume(key)) return Done.unchanged(false);
        var event = Event.plain().with("key", key.value());
        return Done.of(true, by.map(event::by).orElse(event));
    }
}
