package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Ends, for good and with one row, every grant the key names that was approved until now, and all their descendants.
 *
 * @param by the owner who did it; empty for the operator
 */
public record Revoke(RevocationKey key, Optional<OwnerId> by) implements Act<Revocation> {
    @Override
    public Done<Revocation> in(Tx tx) {
        var revocation = new Revocation(key, Revocation.Kind.REVOKED, tx.databaseTime());
        tx.revocations().put(revocation);
        var event = Event.plain().with("key", key.value());
        return Done.of(revocation, by.map(event::by).orElse(event));
    }
}
