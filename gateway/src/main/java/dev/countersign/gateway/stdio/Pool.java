package dev.countersign.gateway.stdio;

import dev.countersign.gateway.wire.Revision.Era;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The processes of one server: at most so many; the one that is idle for longest makes room. */
final class Pool {
    /**
     * Who shares a process.
     *
     * @param holder a root grant, a session, or everybody, by isolation
     */
    record Key(String holder, Era era) {}

    /** Starts a process. */
    interface Starter {
        Connection start(Era era) throws IOException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Connection> connections = new HashMap<>();
    private final int max;
    private final Starter starter;
    private boolean closed;

    Pool(int max, Starter starter) {
        this.max = max;
        this.starter = starter;
    }

    /**
     * The live process of {@code key}, started if need be.
     *
     * @return nothing when as many as may run are at work, or the pool is closed
     * @throws IOException when the process cannot be started
     */
    Optional<Connection> acquire(Key key) throws IOException {
        lock.lock();
        try {
            connections.values().removeIf(c -> !c.alive());
            Connection existing = connections.get(key);
            if (existing != null) {
                return Optional.of(existing);
            }
            if (closed || (connections.size() >= max && !makeRoom())) {
                return Optional.empty();
            }
            Connection started = starter.start(key.era());
            connections.put(key, started);
            return Optional.of(started);
        } finally {
            lock.unlock();
        }
    }

    private boolean makeRoom() {
        Key longestIdle = connections.entrySet().stream()
                .filter(e -> e.getValue().idle())
                .min(Comparator.comparingLong(e -> e.getValue().lastUsed()))
                .map(Map.Entry::getKey)
                .orElse(null);
        Connection victim = longestIdle == null ? null : connections.remove(longestIdle);
        if (victim == null) {
            return false;
        }
        victim.end(); // under the lock: never more than the limit run
        return true;
    }

    /** Ends the processes whose key fits. */
    void end(Predicate<Key> which) {
        List<Connection> due;
        lock.lock();
        try {
            due = connections.entrySet().stream()
                    .filter(e -> which.test(e.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            connections.keySet().removeIf(which);
        } finally {
            lock.unlock();
        }
        List<Thread> ending =
                due.stream().map(c -> Thread.ofVirtual().start(c::end)).toList();
        for (Thread thread : ending) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The process of {@code key} if it runs. */
    @Nullable
    Connection running(Key key) {
        lock.lock();
        try {
            Connection connection = connections.get(key);
            return connection != null && connection.alive() ? connection : null;
        } finally {
            lock.unlock();
        }
    }

    /** Who has a process that runs. */
    Set<Key> keys() {
        lock.lock();
        try {
            return Set.copyOf(connections.keySet());
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            connections.values().removeIf(c -> !c.alive());
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all of them; none is started any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        end(key -> true);
    }
}
