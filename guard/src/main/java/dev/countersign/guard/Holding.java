package dev.countersign.guard;

import dev.countersign.core.AgentId;
import dev.countersign.core.Grant;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * A living grant as it stands now, with every grant it was handed on from, and what its owner may do now.
 *
 * @param above the grants above it, nearest first; empty when nobody handed it on
 * @param owner the owner's authority; for a service, the root grant's own
 */
public record Holding(Grant grant, List<Grant> above, Authority owner) {
    public Holding {
        above = List.copyOf(above);
    }

    /** A grant that nobody handed on. */
    public Holding(Grant grant, Authority owner) {
        this(grant, List.of(), owner);
    }

    /** Who acts, and through whom, the newest first. */
    public List<AgentId> actors() {
        List<AgentId> actors = new ArrayList<>();
        actors.add(grant.agent());
        above.forEach(ancestor -> actors.add(ancestor.agent()));
        return actors;
    }

    /** What must permit a call besides the token: the grant, every grant above it, the owner. */
    public List<Authority> limits() {
        List<Authority> all = new ArrayList<>();
        all.add(grant.authority());
        above.forEach(ancestor -> all.add(ancestor.authority()));
        all.add(owner);
        return all;
    }

    /** Permitted is what token, grant, every grant above and the owner all permit. */
    public Decision explain(Authority token, Call call) {
        return reason(token, call).decision();
    }

    /**
     * The same, and who decided: of all that refuse, the one furthest from the call, because no other can be changed to any
     * effect. The token is blamed only where everything behind it would permit.
     */
    public Reason reason(Authority token, Call call) {
        Decision decision = owner.explain(call);
        // A service has no owner: there this authority is the root grant's own, which is asked below.
        if (!decision.permitted() && grant.subject() instanceof Subject.Owner) {
            return new Reason(Reason.By.OWNER, 0, grant, decision);
        }
        for (int hop = above.size(); hop >= 0; hop--) {
            Grant each = hop == 0 ? grant : above.get(hop - 1);
            decision = each.authority().explain(call);
            if (!decision.permitted())
                return new Reason(hop == 0 ? Reason.By.GRANT : Reason.By.ANCESTOR, hop, each, decision);
        }
        decision = token.explain(call);
        return new Reason(decision.permitted() ? Reason.By.ALL : Reason.By.TOKEN, 0, grant, decision);
    }
}
