package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Bars a client or a device: every grant of it ends, and so does every later one.
 *
 * @param by the admin who did it; empty for the operator
 */
public record Bar(RevocationKey key, Optional<OwnerId> by) implements Act<Revocation> {
    @Override
    public Done<Revocation> in(Tx tx) {
        var bar = new Revocation(key, Revocation.Kind.BARRED, tx.databaseTime());
        tx.revocations().put(bar);
        var event = Event.plain().with("key", key.value());
        return Done.of(bar, by.map(event::by).orElse(event));
    }
}
