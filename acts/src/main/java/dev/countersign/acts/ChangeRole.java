package dev.countersign.acts;

import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Role;
import dev.countersign.store.Owners;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Gives an owner another role; an admin proved presence on this. Sessions and tokens of the owner go on and see at once
 * what the new role sees. The last admin keeps the role, so that somebody can always give it.
 *
 * @param from the role that was shown to the admin
 * @param by the admin
 * @param count the new signature counter of the passkey that was used as proof
 */
public record ChangeRole(OwnerId owner, Role from, Role to, OwnerId by, Evidence evidence, Optional<Long> count)
        implements Act<ChangeRole.Outcome> {
    /** What came of it. */
    public enum Outcome {
        CHANGED,
        /** Who wanted it is no admin, or not any more. */
        NOT_ADMIN,
        /** The owner does not have the role that was shown, or is gone. */
        OUTDATED,
        /** Without this admin there would be none. */
        LAST_ADMIN
    }

    public ChangeRole {
        if (from == to) throw new IllegalArgumentException("the owner has the role " + to.wire() + " already");
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var owners = tx.owners().all();
        if (owners.stream().noneMatch(one -> admin(one) && one.id().equals(by))) {
            return Done.unchanged(Outcome.NOT_ADMIN);
        }
        if (owners.stream().noneMatch(one -> one.id().equals(owner) && one.role() == from)) {
            return Done.unchanged(Outcome.OUTDATED);
        }
        if (from == Role.ADMIN && owners.stream().filter(ChangeRole::admin).count() == 1) {
            return Done.unchanged(Outcome.LAST_ADMIN);
        }
        tx.owners().setRole(owner, to);
        count.ifPresent(value -> tx.passkeys().used(evidence.credential(), value, evidence.at()));
        return Done.of(
                Outcome.CHANGED,
                Event.of(owner)
                        .with("from", from.wire())
                        .with("to", to.wire())
                        .with("by", by.value())
                        .with("method", evidence.method())
                        .with("credential", evidence.credential()));
    }

    private static boolean admin(Owners.Owner owner) {
        return owner.role() == Role.ADMIN;
    }
}
