package dev.countersign.server.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets a bounded number of requests work at once and the others wait their turn: one after the other by (client_id,
 * network), so that neither a busy client nor a crowded network keeps the rest out. The queue is short and the wait
 * bounded; who finds no place is told to come back. Thread-safe; made for virtual threads.
 */
public final class FairQueue {
    /** There is no place in the queue, or no turn came in time. */
    public static final class Full extends RuntimeException {
        Full() {
            super("too many requests wait here already", null, false, false);
        }
    }

    private record Key(String clientId, String network) {}

    private final int width;
    private final int places;
    private final int placesPerNetwork;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Key, ArrayDeque<CountDownLatch>> waiting = new LinkedHashMap<>();
    private final Map<String, Integer> waitingPerNetwork = new HashMap<>();
    private int working;
    private int waiters;

    /**
     * @param width how many work at once
     * @param places how many may wait; one network gets at most half of them, one (client_id, network) a quarter
     */
    public FairQueue(int width, int places, Duration patience) {
        this.width = width;
        this.places = places;
        this.placesPerNetwork = Math.max(1, places / 2);
        this.patience = patience;
    }

    /**
     * Runs the work when its turn comes, on the calling thread.
     *
     * @throws Full when it never came
     */
    public <T> T run(String clientId, String network, Supplier<T> work) {
        enter(new Key(clientId, network));
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private void enter(Key key) {
        var turn = new CountDownLatch(1);
        lock.lock();
        try {
            if (working < width) {
                working++;
                return;
            }
            place(key, turn);
        } finally {
            lock.unlock();
        }
        if (!await(turn) && withdrawn(key, turn)) throw new Full();
    }

    private void place(Key key, CountDownLatch turn) {
        var own = waiting.get(key);
        if (waiters >= places
                || waitingPerNetwork.getOrDefault(key.network(), 0) >= placesPerNetwork
                || (own != null && own.size() >= Math.max(1, places / 4))) {
            throw new Full();
        }
        waiting.computeIfAbsent(key, _ -> new ArrayDeque<>()).addLast(turn);
        waitingPerNetwork.merge(key.network(), 1, Integer::sum);
        waiters++;
    }

    private boolean await(CountDownLatch turn) {
        try {
            return turn.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives the place up; false when the turn came in the last moment after all. */
    private boolean withdrawn(Key key, CountDownLatch turn) {
        lock.lock();
        try {
            var own = waiting.get(key);
            if (own == null || !own.remove(turn)) return false;
            if (own.isEmpty()) waiting.remove(key);
            forget(key);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            var next = waiting.pollFirstEntry();
            if (next == null) {
                working--;
                return;
            }
            var turns = next.getValue();
            turns.removeFirst().countDown();
            forget(next.getKey());
            if (!turns.isEmpty()) waiting.putLast(next.getKey(), turns);
        } finally {
            lock.unlock();
        }
    }

    private void forget(Key key) {
        waiters--;
        waitingPerNetwork.computeIfPresent(key.network(), (_, count) -> count == 1 ? null : count - 1);
    }
}
