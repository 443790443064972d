package dev.countersign.gateway.stdio;

import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.upstream.Events;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a process has to say to one HTTP request of a client, in order. The thread that reads the process puts in and
 * never waits; the request's thread takes out. A client that does not keep up is cut off.
 */
final class Exchange implements Events {
    private static final int MAX_WAITING = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<JsonNode> waiting = new ArrayDeque<>();
    private final Runnable onClose;
    private int expected;
    private boolean closed;

    /**
     * @param expected how many answers end the exchange; 0 for a stream that ends only when closed
     * @param onClose run once when somebody closes it, before or after its end
     */
    Exchange(int expected, Runnable onClose) {
        this.expected = expected == 0 ? Integer.MAX_VALUE : expected;
        this.onClose = onClose;
    }

    /** Puts in a message that answers nothing. */
    boolean tell(JsonNode message) {
        return put(message, 0);
    }

    /** Puts in an answer; the last one that was expected ends the exchange. */
    boolean answer(JsonNode message) {
        return put(message, 1);
    }

    private boolean put(JsonNode message, int answers) {
        lock.lock();
        try {
            if (closed || expected == 0) {
                return false;
            }
            if (waiting.size() >= MAX_WAITING) {
                closed = true;
                waiting.clear();
                changed.signalAll();
                return false;
            }
            waiting.add(message);
            expected -= answers;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it after what has been put in. */
    void finish() {
        lock.lock();
        try {
            expected = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Event next() {
        JsonNode message = poll(Duration.ofDays(365));
        return message == null ? null : Event.of(message);
    }

    /** Waits for the next message; null when there is none in time or the exchange has ended. */
    @Nullable
    JsonNode poll(Duration patience) {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (waiting.isEmpty() && !closed && expected > 0) {
                if (nanos <= 0) {
                    return null;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return closed ? null : waiting.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing more will come. */
    boolean over() {
        lock.lock();
        try {
            return closed || (expected == 0 && waiting.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.run();
    }
}
