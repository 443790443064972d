package dev.countersign.server.api;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Role;
import dev.countersign.core.Subject;
import dev.countersign.store.Owners;
import java.time.Instant;
import java.util.Set;

/**
 * Who calls: an owner, by a living owner token.
 *
 * @param scopes what token and grant both allow now
 * @param until when the token ends
 */
record Caller(Owners.Owner owner, Set<OwnerScope> scopes, Grant grant, Instant until) {
    OwnerId id() {
        return owner.id();
    }

    boolean admin() {
        return owner.role() == Role.ADMIN;
    }

    /** Whether it may see what is not its own. */
    boolean seesAll() {
        return owner.role() != Role.OWNER;
    }

    boolean maySee(Grant other) {
        return owns(other) || seesAll();
    }

    boolean mayTakeFrom(Grant other) {
        return owns(other) || admin();
    }

    private boolean owns(Grant other) {
        return other.subject() instanceof Subject.Owner(OwnerId subject) && subject.equals(id());
    }
}
