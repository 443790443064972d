package dev.countersign.server.operations;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Redact;
import dev.countersign.acts.upkeep.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs every minute what strangers tried, and removes every few minutes what nothing can need any more. */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int TURNS_BETWEEN_SWEEPS = 5;

    private final Acts acts;
    private final Duration retention;
    private final Thread thread;

    /**
     * @param retention how long the readable part of an entry of the log is kept
     */
    public Upkeep(Acts acts, Duration retention) {
        this.retention = retention;
        this.acts = acts;
        this.thread = Thread.ofVirtual().name("upkeep").start(this::run);
    }

    /** A thousand entries at a time, so that acts do not wait long. */
    private void redact() throws InterruptedException {
        Instant before = acts.now().minus(retention);
        while (acts.perform(new Redact(Optional.empty(), before, "retention"), Origin.SELF) == Redact.MOST) {
            Thread.sleep(200);
        }
    }

    private void run() {
        for (long turn = 1; ; turn++) {
            try {
                Thread.sleep(EVERY);
                acts.attempts().log(acts);
                if (turn % TURNS_BETWEEN_SWEEPS == 0) {
                    acts.upkeep(new Sweep(acts.now()));
                    redact();
                }
            } catch (InterruptedException closed) {
                return;
            } catch (RuntimeException failed) {
                LOG.warn("upkeep did not run; it is tried again soon: {}", failed.getMessage());
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            acts.attempts().log(acts);
        } catch (RuntimeException failed) {
            LOG.warn("what strangers tried in the last minute is not in the log: {}", failed.getMessage());
        }
    }
}
