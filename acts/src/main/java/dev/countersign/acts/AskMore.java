package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.store.Asks;
import dev.countersign.store.Tx;

/**
 * Puts before an owner that an agent wants more than its grant. The same wish waits once, a grant has few that wait, and a wish
 * that was denied is not asked again until its request would have run out. Whoever denied as many different ones as may wait
 * has peace until then.
 *
 * @param ask the request, before an owner; its text names the wish and nothing that differs from try to try
 * @param from the grant whose token the agent asked with
 */
public record AskMore(Asks.Ask ask, Grant from) implements Act<AskCall.Outcome> {
    @Override
    public Done<AskCall.Outcome> in(Tx tx) {
        var known = AskCall.before(ask, from, tx);
        if (known.isPresent()) return Done.unchanged(known.get());
        var denied = tx.callRequests().of(from.id(), ask.createdAt()).stream()
                .filter(other -> other.state() == Asks.State.DENIED)
                .count();
        if (denied >= AskCall.MOST) return Done.unchanged(new AskCall.Outcome.TooMany());
        tx.callRequests().insert(ask, from.id());
        return Done.of(new AskCall.Outcome.Waits(ask.id()), Event.of(from).with("ask", ask.id()));
    }
}
