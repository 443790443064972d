package dev.countersign.guard;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Decision;
import java.util.List;

/**
 * A living grant as it stands now, and what its owner may do now.
 *
 * @param owner the owner's authority; for a service, the grant's own
 */
public record Holding(Grant grant, Authority owner) {
    /** Permitted is what token, grant and owner all permit; the first that does not says why. */
    public Decision explain(Authority token, Call call) {
        Decision decision = token.explain(call);
        for (Authority authority : List.of(grant.authority(), owner)) {
            if (!decision.permitted()) {
                return decision;
            }
            decision = authority.explain(call);
        }
        return decision;
    }
}
