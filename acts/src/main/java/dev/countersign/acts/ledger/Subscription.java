package dev.countersign.acts.ledger;

import dev.countersign.store.Events;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One listener of a {@link Feed}. It never holds up an act: what it does not take while 1,024 others wait for it is lost to it,
 * and it is told so.
 */
public final class Subscription implements AutoCloseable {
    private static final int BUFFER = 1_024;

    private final Optional<String> only;
    private final long from;
    private final Consumer<Subscription> ending;
    private final BlockingQueue<Feed.Told> queue = new ArrayBlockingQueue<>(BUFFER);
    private volatile boolean behind;

    Subscription(Optional<String> only, long from, Consumer<Subscription> ending) {
        this.only = only;
        this.from = from;
        this.ending = ending;
    }

    /** The place in the log from which on everything is told to this listener. */
    public long from() {
        return from;
    }

    /** The next act; empty when there was none for so long. */
    public Optional<Feed.Told> next(Duration wait) throws InterruptedException {
        return Optional.ofNullable(queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whether this listener may see an entry. */
    public boolean wants(Events.Entry entry) {
        return only.isEmpty() || entry.owner().equals(only);
    }

    /** Whether acts were lost because they were not taken in time; those before may still wait here. */
    public boolean behind() {
        return behind;
    }

    /** After a loss nothing more comes, so that whoever resumes misses nothing. */
    void offer(Feed.Told told) {
        if (wants(told.entry()) && (behind || !queue.offer(told))) behind = true;
    }

    @Override
    public void close() {
        ending.accept(this);
    }
}
