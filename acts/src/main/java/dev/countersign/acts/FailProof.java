package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.store.Asks;
import dev.countersign.store.Tx;
import java.time.Instant;

/** Counts a failed proof of presence on a request. The fifth ends the request. */
public record FailProof(String ask, OwnerId by, String method, Instant now) implements Act<FailProof.Outcome> {
    /** How many failures end a request. */
    public static final int MOST = 5;

    /**
     * @param ended whether the request is over
     */
    public record Outcome(int failures, boolean ended) {}

    @Override
    public Done<Outcome> in(Tx tx) {
        var pending = tx.asks().find(ask).orElseThrow();
        if (!pending.open(now)) return Done.unchanged(new Outcome(pending.failures(), true));
        var failures = tx.asks().failed(ask);
        var ended = failures >= MOST && tx.asks().decide(ask, Asks.State.FAILED, null, now);
        return Done.of(
                new Outcome(failures, ended),
                Event.of(pending.client())
                        .by(by)
                        .with("ask", ask)
                        .with("method", method)
                        .with("failures", failures));
    }
}
