package dev.countersign.acts;

import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Role;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Lets a barred client or device ask again. What it had before stays ended. It gives, so an admin proved presence on exactly
 * this, or the operator does it at the host.
 *
 * @param by the admin; empty for the operator
 */
public record Unbar(RevocationKey key, Optional<By> by) implements Act<Unbar.Outcome> {
    /**
     * An admin who was present.
     *
     * @param count the new signature counter of the passkey that was used as proof
     */
    public record By(OwnerId admin, Evidence evidence, Optional<Long> count) {}

    /** What came of it. */
    public enum Outcome {
        UNBARRED,
        /** It was not barred; nothing happened. */
        NOT_BARRED,
        /** Who wanted it is no admin, or not any more. */
        NOT_ADMIN
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        if (by.isPresent() && !admin(by.get().admin(), tx)) return Done.unchanged(Outcome.NOT_ADMIN);
        if (!tx.revocations().remove(key, Revocation.Kind.BARRED)) return Done.unchanged(Outcome.NOT_BARRED);
        // What was approved until now, before the bar or under it, stays ended.
        tx.revocations().put(new Revocation(key, Revocation.Kind.REVOKED, tx.databaseTime()));
        var event = Event.plain().with("key", key.value());
        return Done.of(
                Outcome.UNBARRED, by.map(present -> told(event, present, tx)).orElse(event));
    }

    private static boolean admin(OwnerId id, Tx tx) {
        return tx.owners().find(id).filter(owner -> owner.role() == Role.ADMIN).isPresent();
    }

    private static Event told(Event event, By present, Tx tx) {
        var evidence = present.evidence();
        present.count().ifPresent(value -> tx.passkeys().used(evidence.credential(), value, evidence.at()));
        return event.by(present.admin()).with("method", evidence.method()).with("credential", evidence.credential());
    }
}
