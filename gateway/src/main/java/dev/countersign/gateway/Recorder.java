package dev.countersign.gateway;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Called;
import dev.countersign.acts.EndCall;
import dev.countersign.acts.Origin;
import dev.countersign.acts.RecordCall;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.StartCall;
import dev.countersign.core.GrantId;
import dev.countersign.store.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings calls into the log. A call that changes something is logged before it is passed on, durably; one that looks is
 * logged off its path, many at once so that they share commits.
 */
final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int MAX_UNDER_WAY = 2048;
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Acts acts;
    /** Bounds what is not committed yet; who calls faster than it commits waits. */
    private final Semaphore underWay = new Semaphore(MAX_UNDER_WAY);

    Recorder(Acts acts) {
        this.acts = acts;
    }

    /**
     * Logs, within a second, a call that looked or was refused.
     *
     * @param event the id of its event
     */
    void record(Called call, String outcome, long millis, Origin origin, String event) {
        later(() -> acts.perform(new RecordCall(call, outcome, millis), origin, event));
    }

    /**
     * Logs, before it happens, a call that may change something.
     *
     * @param allowedBy the approval of this one call, which is used up
     * @param event the id of its event
     * @return its id; empty when that approval was used meanwhile, and then the call must not happen
     * @throws StoreUnavailable when it could not be made durable; then the call must not happen
     */
    Optional<String> start(Called call, Optional<GrantId> allowedBy, Origin origin, String event) {
        String id = Secrets.id("call");
        return acts.perform(new StartCall(id, call, allowedBy, acts.now()), origin, event)
                ? Optional.of(id)
                : Optional.empty();
    }

    /** Logs, within a second, how such a call ended: its answer does not wait for that. */
    void end(String id, Called call, String outcome, long millis, Origin origin) {
        later(() -> acts.perform(new EndCall(id, call, outcome, millis), origin));
    }

    private void later(Runnable act) {
        underWay.acquireUninterruptibly();
        Thread.ofVirtual().start(() -> {
            try {
                persist(act);
            } finally {
                underWay.release();
            }
        });
    }

    private static void persist(Runnable act) {
        for (int attempt = 1; ; attempt++) {
            try {
                act.run();
                return;
            } catch (StoreUnavailable e) {
                if (attempt == ATTEMPTS) {
                    LOG.error("A call could not be logged: {}", e.getMessage());
                    return;
                }
                try {
                    Thread.sleep(PAUSE.multipliedBy(attempt));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Waits a few seconds for what is under way. */
    @Override
    public void close() {
        try {
            if (!underWay.tryAcquire(MAX_UNDER_WAY, 3, TimeUnit.SECONDS)) {
                LOG.error("Some calls were not logged before the end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
