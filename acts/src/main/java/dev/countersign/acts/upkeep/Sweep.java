package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;

/** Removes what nothing can need any more. Runs every few minutes on one node; running it twice does no harm. */
public record Sweep(Instant now) implements Transaction<Integer> {
    private static final Duration IDLE_CLIENT = Duration.ofDays(30);
    private static final Duration LATE_POLL = Duration.ofMinutes(10);
    /** What has ended by one node's clock has not by another's: who forgets a proof too soon takes it twice. */
    private static final Duration APART = Duration.ofMinutes(1);

    private static final Duration LATE_REPLAY = Duration.ofDays(1);
    /** Longer than any grant lives: what ended so long ago, children included, is asked for by nobody but the log. */
    private static final Duration LONGEST_GRANT = Duration.ofDays(400);

    /** How many rows went. */
    @Override
    public Integer in(Tx tx) {
        var late = now.minus(LATE_REPLAY);
        return tx.sessions().sweep(now)
                + tx.tickets().sweep(late)
                + tx.codes().sweep(late)
                + tx.used().sweep(now.minus(APART))
                + tx.asks().sweep(late)
                + tx.deviceRequests().sweep(now.minus(LATE_POLL))
                + tx.personalTokens().sweep(late)
                + tx.failures().sweep(late)
                + tx.signingKeys().sweep(late)
                + tx.clients().sweep(now.minus(IDLE_CLIENT))
                + tx.grants().sweep(now.minus(LONGEST_GRANT))
                + tx.revocations().sweep(now.minus(LONGEST_GRANT));
    }
}
