package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.Optional;

/** Stops every grant the key names, present and future, until it is resumed. */
public record Suspend(RevocationKey key, Optional<OwnerId> by) implements Act<Revocation> {
    @Override
    public Done<Revocation> in(Tx tx) {
        var suspension = new Revocation(key, Revocation.Kind.SUSPENDED, tx.databaseTime());
        tx.revocations().put(suspension);
        var event = Event.plain().with("key", key.value());
        return Done.of(suspension, by.map(event::by).orElse(event));
    }
}
