package dev.countersign.gateway.upstream;

import java.util.ArrayList;
import java.util.List;

/**
 * The life of one HTTP request of a client. It ends when the client goes away, when its grant is revoked, or when the
 * gateway closes; whoever waits on the client's behalf stops then.
 */
public final class Life {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean ended;

    /** Whether it has ended. */
    public synchronized boolean ended() {
        return ended;
    }

    /** Runs {@code action} when it ends, at once when it has. */
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!ended) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Ends it. Only the first call has an effect. */
    public void end() {
        List<Runnable> due;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }
}
