package dev.countersign.acts;

import dev.countersign.core.Asked;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Replacement;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Subject;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an approval ends of what the same human allowed the same client before.
 *
 * @param replaced those whose place it takes, by {@link Replacement}
 * @param ended those the human chose to end
 */
record Earlier(List<GrantId> replaced, List<GrantId> ended) {
    static Earlier of(Grant next, Asked asked, Set<GrantId> chosen, Tx tx, Instant now) {
        var replaced = new ArrayList<GrantId>();
        var ended = new ArrayList<GrantId>();
        if (next.subject() instanceof Subject.Owner(OwnerId owner)) {
            for (var earlier : candidates(owner, next, asked, chosen, tx, now)) {
                if (!Replacement.comparable(next, earlier)) continue;
                if (Replacement.of(next, earlier, asked)) replaced.add(earlier.id());
                else if (chosen.contains(earlier.id())) ended.add(earlier.id());
            }
        }
        return new Earlier(List.copyOf(replaced), List.copyOf(ended));
    }

    /** Those named, and with a proved key all of the client's; an approval that says nothing of others reads none. */
    private static Set<Grant> candidates(
            OwnerId owner, Grant next, Asked asked, Set<GrantId> chosen, Tx tx, Instant now) {
        var candidates = new LinkedHashSet<Grant>();
        asked.stepUp().flatMap(stepUp -> tx.grants().find(stepUp.grant())).ifPresent(candidates::add);
        chosen.forEach(id -> tx.grants().find(id).ifPresent(candidates::add));
        if (asked.key().filter(Asked.BoundKey::proved).isPresent()) {
            candidates.addAll(tx.grants().given(owner, next.client(), now));
        }
        return candidates;
    }

    /** Ends them, with all that was handed on from them and every token of theirs. */
    void end(Tx tx) {
        var since = tx.databaseTime();
        replaced.forEach(
                grant -> tx.revocations().put(new Revocation(RevocationKey.of(grant), Revocation.Kind.REVOKED, since)));
        ended.forEach(
                grant -> tx.revocations().put(new Revocation(RevocationKey.of(grant), Revocation.Kind.REVOKED, since)));
    }

    Event told(Event event) {
        var told = replaced.isEmpty() ? event : event.with("replaces", listed(replaced));
        return ended.isEmpty() ? told : told.with("ends", listed(ended));
    }

    private static String listed(List<GrantId> grants) {
        return grants.stream().map(GrantId::value).collect(Collectors.joining(" "));
    }
}
