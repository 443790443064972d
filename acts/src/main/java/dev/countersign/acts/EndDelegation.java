package dev.countersign.acts;

import dev.countersign.core.GrantId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.time.Instant;

/**
 * An agent takes back what was handed on from its own grant, at whatever depth: that grant ends for good, and all below it.
 *
 * @param by the agent's own grant
 */
public record EndDelegation(GrantId by, GrantId grant, Instant now) implements Act<EndDelegation.Outcome> {
    /** What came of it. */
    public enum Outcome {
        ENDED,
        /** It had ended before. */
        OVER,
        /** It does not hang below the agent's own grant, or does not exist. */
        NOT_BELOW,
        /** The agent's own grant is not alive. */
        NOT_ALIVE
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var own = Chains.of(by, tx);
        if (own.isEmpty() || !Standing.of(own.get(), tx, now).alive()) return Done.unchanged(Outcome.NOT_ALIVE);
        var below = tx.grants()
                .find(grant)
                .filter(found -> !found.id().equals(by) && found.keys().contains(RevocationKey.of(by)));
        if (below.isEmpty()) return Done.unchanged(Outcome.NOT_BELOW);
        var standing = Standing.of(below.get(), tx, now);
        if (standing == Standing.REVOKED || standing == Standing.ENDED_BY_TIME) return Done.unchanged(Outcome.OVER);
        tx.revocations().put(new Revocation(RevocationKey.of(grant), Revocation.Kind.REVOKED, tx.databaseTime()));
        return Done.of(Outcome.ENDED, Event.of(below.get()).with("by", by.value()));
    }
}
