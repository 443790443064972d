package dev.countersign.gateway.stdio;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code initialize} of a process, which happens once: the first session's goes through, later sessions get the same
 * answer. A later client that wants another revision learns from the answer which one is spoken (MCP, lifecycle).
 */
final class Handshake {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean initialized = new AtomicBoolean();
    private @Nullable ObjectNode result;

    /** Sends {@code initialize}; gives the whole response, or null when none came. */
    interface First {
        @Nullable
        ObjectNode initialize();
    }

    /** The response to {@code initialize}, from the process or remembered; null when the process gave none. */
    @Nullable
    ObjectNode response(First first) {
        lock.lock();
        try {
            if (result != null) {
                return result;
            }
            ObjectNode response = first.initialize();
            if (response != null && response.has("result")) {
                result = response;
            }
            return response;
        } finally {
            lock.unlock();
        }
    }

    /** True once: the process wants to hear {@code notifications/initialized} from the first client only. */
    boolean firstInitialized() {
        return initialized.compareAndSet(false, true);
    }
}
