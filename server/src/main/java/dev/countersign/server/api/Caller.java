package dev.countersign.server.api;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Role;
import dev.countersign.core.Subject;
import dev.countersign.guard.AccessToken;
import dev.countersign.store.Owners;
import java.time.Instant;
import java.util.Set;

/**
 * Who calls: an owner, by a living owner token.
 *
 * @param scopes what token and grant both allow now
 * @param token what they showed
 */
record Caller(Owners.Owner owner, Set<OwnerScope> scopes, Grant grant, AccessToken token) {
    OwnerId id() {
        return owner.id();
    }

    /** When the token ends. */
    Instant until() {
        return token.expiresAt();
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
