package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.delegation.Chain;
import dev.countersign.store.Tx;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a grant with all above it. */
final class Chains {
    private Chains() {}

    static Optional<Chain> of(GrantId id, Tx tx) {
        return tx.grants().find(id).map(grant -> of(grant, tx));
    }

    static Chain of(Grant grant, Tx tx) {
        var grants = new ArrayList<>(tx.grants().above(grant).reversed());
        grants.add(grant);
        return new Chain(grants);
    }

    /** What the subject may do at all, now: the root of the tree. */
    static Authority owner(Chain chain, OwnerAuthorities owners, Tx tx) {
        return switch (chain.root().subject()) {
            case Subject.Owner(OwnerId id) -> owners.of(id, tx);
            case Subject.Service _ -> chain.root().authority();
        };
    }

    /** The whole path of a grant, the root first, for the log. */
    static String path(Chain chain) {
        return chain.grants().stream().map(grant -> grant.id().value()).collect(Collectors.joining(" "));
    }
}
