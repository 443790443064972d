package dev.countersign.acts;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what nobody in particular tried and failed. An event for each would let strangers write the log, so there is at
 * most one a minute, kind and node: see {@link CountAttempts}. What was counted since the last one is lost with the process.
 * Thread-safe.
 */
public final class Attempts {
    /** What was tried. */
    public enum Kind {
        /** A client that is not known, or did not prove to be the one it named. */
        CLIENT_AUTHENTICATION,
        /** A token at the gateway that is none of ours, or is over. */
        TOKEN,
        /** A sign-in under a name that nobody has, or with a passkey that nobody has. */
        SIGN_IN,
        /** A device's code that waits for nobody. */
        USER_CODE;

        String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final LongAdder[] counts =
            Arrays.stream(Kind.values()).map(_ -> new LongAdder()).toArray(LongAdder[]::new);
    private volatile Instant since;

    Attempts(Instant since) {
        this.since = since;
    }

    public void count(Kind kind) {
        counts[kind.ordinal()].increment();
    }

    /** Logs what was counted since the last time, one event for each kind there was. What cannot be logged is kept. */
    public void log(Acts acts) {
        var from = since;
        for (var kind : Kind.values()) {
            var counter = counts[kind.ordinal()];
            var count = counter.sum();
            if (count == 0) continue;
            acts.perform(new CountAttempts(kind, count, from), Origin.SELF);
            counter.add(-count);
        }
        since = acts.now();
    }
}
