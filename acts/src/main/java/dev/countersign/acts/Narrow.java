package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a part of a grant away, in place: its tokens are worth less at their next use, and nobody reconnects. All that came
 * of the grant is narrowed with it, so that no descendant has more than its ancestor.
 *
 * @param authority what is left; must narrow what there is
 * @param scopes what is left of an owner grant
 * @param until when it ends; not after it ends already
 * @param expected the grant as it was looked at, when the narrowing is only meant for that
 * @param by the owner who did it; empty for the operator
 */
public record Narrow(
        GrantId id,
        Authority authority,
        Set<OwnerScope> scopes,
        Instant until,
        Optional<Grant> expected,
        Optional<OwnerId> by)
        implements Act<Narrow.Outcome> {
    /**
     * @throws InvalidAuthority when what is left is more than a row may hold: nobody could read the grant any more
     */
    public Narrow {
        authority.requireWithinLimits();
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Narrowed(Grant grant) implements Outcome {}

        /** The grant has less by now than what it was to be narrowed to: nothing happened. */
        record Wider() implements Outcome {}

        /** The grant is not as it was looked at: nothing happened. */
        record Changed() implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var grant = tx.grants().find(id).orElseThrow();
        if (expected.isPresent() && !same(expected.get(), grant)) return Done.unchanged(new Outcome.Changed());
        if (!authority.narrows(grant.authority())
                || !grant.ownerScopes().containsAll(scopes)
                || until.isAfter(grant.until())) {
            return Done.unchanged(new Outcome.Wider());
        }
        var narrowed = grant.narrowed(authority, scopes, until);
        if (same(narrowed, grant)) return Done.unchanged(new Outcome.Narrowed(grant));
        tx.grants().narrow(narrowed);
        var descendants = narrowDescendants(narrowed, tx);
        var event = Event.of(narrowed)
                .with("authority", narrowed.authority().digest().base64url())
                .with("until", narrowed.until().toString())
                .with("descendants", descendants);
        return Done.of(new Outcome.Narrowed(narrowed), by.map(event::by).orElse(event));
    }

    /** A tree lists parents before their children, so each meets a parent that is narrowed already. */
    private static int narrowDescendants(Grant narrowed, Tx tx) {
        Map<GrantId, Grant> reached = new HashMap<>(Map.of(narrowed.id(), narrowed));
        for (var grant : tx.grants().tree(narrowed.root())) {
            var parent = grant.parent().map(reached::get);
            if (parent.isEmpty()) continue;
            var end = grant.until().isAfter(parent.get().until())
                            && parent.get().until().isAfter(grant.notBefore())
                    ? parent.get().until()
                    : grant.until();
            var child = grant.narrowed(within(grant, parent.get()), grant.ownerScopes(), end);
            if (!same(child, grant)) tx.grants().narrow(child);
            reached.put(child.id(), child);
        }
        return reached.size() - 1;
    }

    /**
     * What both allow. What hangs below was wished for by agents, and can be such that the two together are more than a row may
     * hold: then it keeps its own words where its parent still reaches, for each call asks every grant above as well.
     */
    private static Authority within(Grant child, Grant parent) {
        try {
            return child.authority().meet(parent.authority()).requireWithinLimits();
        } catch (InvalidAuthority tooLong) {
            return child.authority().restrictTo(parent.authority().locations());
        }
    }

    private static boolean same(Grant one, Grant other) {
        return one.authority().equals(other.authority())
                && one.ownerScopes().equals(other.ownerScopes())
                && one.until().equals(other.until());
    }
}
