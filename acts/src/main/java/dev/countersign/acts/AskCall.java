package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.core.OneCall;
import dev.countersign.store.Asks;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Puts one call beyond a grant before its owner. The same call waits once, however often the agent tries; a grant has few
 * that wait; and a call that was denied is not asked again until its request would have run out.
 *
 * @param ask the request, before an owner; its text names the call and nothing that differs from try to try
 * @param beyond the grant whose token wanted to make the call
 */
public record AskCall(Asks.Ask ask, Grant beyond, OneCall call) implements Act<AskCall.Outcome> {
    /** How many different calls of one grant may wait at a time. */
    public static final int MOST = 3;

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param ask the request that waits: this one, or an earlier one for the same call
         */
        record Waits(String ask) implements Outcome {}

        /** The owner said no to this very call a moment ago. */
        record Denied() implements Outcome {}

        /** As many calls of this grant wait as may. */
        record TooMany() implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var known = before(ask, beyond, tx);
        if (known.isPresent()) return Done.unchanged(known.get());
        tx.callRequests().insert(ask, beyond.id());
        return Done.of(
                new Outcome.Waits(ask.id()),
                Event.of(beyond)
                        .with("ask", ask.id())
                        .with("location", call.location())
                        .with("tool", call.tool())
                        .with("arguments", call.argumentsDigest().base64url()));
    }

    /** What earlier requests beyond this grant mean for one more; empty when it may be put before the owner. */
    static Optional<Outcome> before(Asks.Ask ask, Grant beyond, Tx tx) {
        var waiting = 0;
        for (var other : tx.callRequests().of(beyond.id(), ask.createdAt())) {
            var same = other.request().equals(ask.request());
            if (other.open(ask.createdAt())) {
                if (same) return Optional.of(new Outcome.Waits(other.id()));
                waiting++;
            }
            if (same && other.state() == Asks.State.DENIED) return Optional.of(new Outcome.Denied());
        }
        return waiting >= MOST ? Optional.of(new Outcome.TooMany()) : Optional.empty();
    }
}
