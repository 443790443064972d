package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.Locale;
import java.util.Optional;

/**
 * Stops every grant the key names, present and future, until it is resumed. What an owner, an admin too, does to their own
 * is theirs to end; what the operator does, or an admin to what is not their own, only an admin or the operator ends.
 *
 * @param by the owner who does it; empty for the operator
 */
public record Suspend(RevocationKey key, Optional<OwnerId> by) implements Act<Suspend.Outcome> {
    /** What came of it. */
    public enum Outcome {
        /** By its owner. */
        SUSPENDED,
        /** By who stands over its owner. */
        HELD,
        /** It is not theirs, and they are no admin, or not any more; nothing happened. */
        NOT_THEIRS
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var right = Right.of(key, by, tx);
        if (right.none()) return Done.unchanged(Outcome.NOT_THEIRS);
        var kind = right.own() ? Revocation.Kind.SUSPENDED : Revocation.Kind.HELD;
        tx.revocations().put(new Revocation(key, kind, tx.databaseTime()));
        var event =
                Event.plain().with("key", key.value()).with("state", kind.name().toLowerCase(Locale.ROOT));
        return Done.of(
                right.own() ? Outcome.SUSPENDED : Outcome.HELD,
                by.map(event::by).orElse(event));
    }
}
