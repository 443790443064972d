package dev.countersign.server.operations;

import dev.countersign.acts.Acts;
import dev.countersign.acts.upkeep.Sweep;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes every few minutes what nothing can need any more. */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration EVERY = Duration.ofMinutes(5);

    private final Acts acts;
    private final Thread thread;

    public Upkeep(Acts acts) {
        this.acts = acts;
        this.thread = Thread.ofVirtual().name("upkeep").start(this::run);
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(EVERY);
                acts.upkeep(new Sweep(acts.now()));
            } catch (InterruptedException closed) {
                return;
            } catch (RuntimeException failed) {
                LOG.warn("the sweep did not run; it is tried again in five minutes: {}", failed.getMessage());
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
