package dev.countersign.acts;

import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;

/**
 * Lets a barred client or device ask again. What it had before stays ended. It gives, so only the operator, at the host,
 * does it.
 */
public record Unbar(RevocationKey key) implements Act<Boolean> {
    /** False when it was not barred; then nothing happened. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (!tx.revocations().unbar(key)) return Done.unchanged(false);
        // What was approved until now, before the bar or under it, stays ended.
        tx.revocations().put(new Revocation(key, Revocation.Kind.REVOKED, tx.databaseTime()));
        return Done.of(true, Event.plain().with("key", key.value()));
    }
}
