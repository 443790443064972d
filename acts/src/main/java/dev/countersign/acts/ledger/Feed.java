package dev.countersign.acts.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Tells of acts as they happen, those of this node at once and those of other nodes within 40 ms of their commit. What the log
 * holds is told at least once; what is told twice has the same event id. Thread-safe.
 *
 * <p>Other nodes' acts are looked for, while somebody listens, and not announced by the database: PostgreSQL's NOTIFY takes one
 * lock for all databases at each commit, and acts would queue for it.
 */
public final class Feed implements AutoCloseable {
    private static final int REMEMBERED = 16_384;
    private static final int PAGE = 1_000;
    private static final Duration LOOK_FOR_OTHERS = Duration.ofMillis(40);
    private static final Duration LOOK_ALONE = Duration.ofMillis(400);

    private final Acts acts;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final SequencedSet<String> told = new LinkedHashSet<>();
    private final Thread thread;
    private long floor;
    private boolean closed;

    public Feed(Acts acts) {
        this.acts = acts;
        acts.onEntry(entry -> {
            if (!subscriptions.isEmpty()) tell(entry);
        });
        this.thread = Thread.ofVirtual().name("feed").start(this::follow);
    }

    /**
     * Listens from now on; close it to stop.
     *
     * @param only the owner whose acts are wanted; empty = everybody's
     */
    public Subscription subscribe(Optional<OwnerId> only) {
        var seen = look(Long.MAX_VALUE);
        synchronized (this) {
            if (subscriptions.isEmpty()) {
                floor = seen.size();
                told.clear();
                seen.waiting().forEach(stored -> told.add(stored.entry().id()));
            }
            var subscription = new Subscription(only.map(OwnerId::value), floor, this::forget);
            subscriptions.add(subscription);
            notifyAll();
            return subscription;
        }
    }

    private void forget(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** The place in the log below which every entry was told to all who listened. */
    public synchronized long floor() {
        return floor;
    }

    private synchronized void tell(Events.Entry entry) {
        if (!told.add(entry.id())) return;
        if (told.size() > REMEMBERED) told.removeFirst();
        var news = new Told(entry, floor);
        for (var subscription : subscriptions) subscription.offer(news);
    }

    private void follow() {
        try {
            while (awaitListener()) {
                if (!catchUp()) pause(acts.shared() ? LOOK_FOR_OTHERS : LOOK_ALONE);
            }
        } catch (InterruptedException closing) {
            return;
        }
    }

    private synchronized boolean awaitListener() throws InterruptedException {
        while (!closed && subscriptions.isEmpty()) wait();
        return !closed;
    }

    private synchronized void pause(Duration most) throws InterruptedException {
        if (!closed) wait(most.toMillis());
    }

    /** Tells what the log has and was not told yet; whether there may be more at once. */
    private boolean catchUp() {
        try {
            var from = floor();
            var seen = look(from);
            seen.leaves().forEach(leaf -> tell(leaf.entry()));
            var reached = Math.min(seen.size(), from + PAGE);
            synchronized (this) {
                floor = Math.max(floor, reached);
            }
            seen.waiting().forEach(stored -> tell(stored.entry()));
            return reached < seen.size();
        } catch (RuntimeException failed) {
            LoggerFactory.getLogger(Feed.class)
                    .warn("the acts of other nodes cannot be told now: {}", failed.getMessage());
            return false;
        }
    }

    private record Seen(long size, List<LedgerRows.Leaf> leaves, List<Events.Stored> waiting) {}

    private Seen look(long from) {
        return acts.read(tx -> {
            var size = tx.ledger().head().map(LedgerRows.Head::size).orElse(0L);
            return new Seen(
                    size,
                    from < size ? tx.ledger().leaves(from, from + PAGE) : List.of(),
                    tx.ledger().waiting(PAGE));
        });
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            // Interrupted in the middle of a query it would break a connection.
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * An act that happened.
     *
     * @param floor the place in the log below which every entry was told before this
     */
    public record Told(Events.Entry entry, long floor) {}
}
