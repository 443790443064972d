package dev.countersign.server.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.acts.ledger.Feed;
import dev.countersign.acts.ledger.Subscription;
import dev.countersign.core.OwnerId;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Acts as they happen, as server-sent events (WHATWG HTML §9.2). The id of an event is a place in the log: who resumes there
 * misses nothing, and may get some acts twice. Thread-safe.
 */
public final class ActivityStream implements AutoCloseable {
    private static final int MOST = 256;
    private static final int MOST_OF_ONE = 16;
    private static final int MOST_MISSED = 10_000;
    private static final int PAGE = 500;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final long ALIVE_EVERY = Duration.ofSeconds(1).toNanos();
    private static final long BEAT_EVERY = Duration.ofSeconds(10).toNanos();

    /**
     * Who listens.
     *
     * @param who the owner who listens; has at most 16 streams at once
     * @param only whose acts they get; empty = everybody's
     * @param data what is sent of an act; called on the stream's own thread
     * @param alive whether they may still listen; asked every second
     */
    public record Listener(
            OwnerId who, Optional<OwnerId> only, Function<Events.Entry, String> data, BooleanSupplier alive) {}

    private record Missed(List<LedgerRows.Leaf> leaves, List<Events.Stored> waiting, long next) {}

    private final Acts acts;
    private final Feed feed;
    private final StreamPlaces places = new StreamPlaces(MOST, MOST_OF_ONE);
    private volatile boolean closed;

    public ActivityStream(Acts acts, Feed feed) {
        this.acts = acts;
        this.feed = feed;
    }

    /**
     * A stream that ends when the listener may no longer listen, falls behind, or the server stops.
     *
     * @param resume the {@code Last-Event-ID} of a stream that was lost
     * @throws Refusal.Problem 429 or 503 when there are too many
     */
    public Reply open(Listener listener, Optional<String> resume) {
        var free = places.look(listener.who());
        if (free == StreamPlaces.Answer.ENOUGH) {
            throw new Refusal.Problem(429, "Too many streams", "You have 16 open; close one.").retryAfter(10);
        }
        if (closed || free == StreamPlaces.Answer.FULL) {
            throw new Refusal.Problem(503, "Too many streams", "Try again, or read the list instead.").retryAfter(10);
        }
        return Reply.stream("text/event-stream", out -> run(listener, resume, new Lines(out)))
                .with("Cache-Control", "no-store")
                .with("X-Accel-Buffering", "no");
    }

    private void run(Listener listener, Optional<String> resume, Lines out) throws IOException, InterruptedException {
        // Taken only here: an answer that is never written, such as one to HEAD, holds none.
        if (!places.take(listener.who())) {
            out.full();
            return;
        }
        try (var subscription = feed.subscribe(listener.only())) {
            var lost = resume.filter(id -> id.matches("[0-9]{1,18}"))
                    .map(Long::parseLong)
                    .map(place -> Math.min(place, subscription.from()));
            out.begin(lost.orElse(subscription.from()));
            if (lost.isPresent()) replay(lost.get(), subscription, listener, out);
            follow(subscription, listener, out);
        } finally {
            places.giveBack(listener.who());
        }
    }

    private void follow(Subscription subscription, Listener listener, Lines out)
            throws IOException, InterruptedException {
        var asked = System.nanoTime();
        var beat = asked;
        while (!closed && !subscription.behind()) {
            var floor = feed.floor();
            var next = subscription.next(LOOK);
            var now = System.nanoTime();
            if (now - asked >= ALIVE_EVERY) {
                if (!listener.alive().getAsBoolean()) return;
                asked = now;
            }
            if (next.isPresent()) {
                out.act(next.get().entry(), next.get().floor(), listener.data());
            } else if (now - beat >= BEAT_EVERY) {
                out.beat(floor);
                beat = now;
            }
        }
    }

    /** What happened since the stream was lost. What is also told live is sent once more: it cannot be told apart in time. */
    private void replay(long lost, Subscription subscription, Listener listener, Lines out) throws IOException {
        var size = size();
        var from = Math.max(lost, size - MOST_MISSED);
        if (from > lost) out.missed(lost, from);
        while (!closed) {
            var missed = missed(from);
            for (var leaf : missed.leaves()) {
                if (subscription.wants(leaf.entry())) out.act(leaf.entry(), leaf.index() + 1, listener.data());
            }
            from = missed.next();
            if (missed.leaves().size() == PAGE) continue;
            for (var stored : missed.waiting()) {
                if (subscription.wants(stored.entry())) out.act(stored.entry(), from, listener.data());
            }
            return;
        }
    }

    private Missed missed(long from) {
        return acts.read(tx -> {
            var leaves = tx.ledger().leaves(from, from + PAGE);
            var next = leaves.isEmpty() ? from : leaves.getLast().index() + 1;
            return new Missed(
                    leaves, leaves.size() == PAGE ? List.of() : tx.ledger().waiting(2 * PAGE), next);
        });
    }

    private long size() {
        return acts.read(tx -> tx.ledger().head()).map(LedgerRows.Head::size).orElse(0L);
    }

    /** A place in the log: who resumes here misses nothing that is written from now on. */
    public long place() {
        return size();
    }

    /** Ends every stream within a second. */
    @Override
    public void close() {
        closed = true;
    }

    /** The lines of one stream. The place that is sent never goes back. */
    private static final class Lines {
        private final OutputStream out;
        private long place;

        Lines(OutputStream out) {
            this.out = out;
        }

        void begin(long from) throws IOException {
            place = from;
            write("retry: 1000\nid: " + place + "\n: acts as they happen\n\n");
        }

        void act(Events.Entry entry, long floor, Function<Events.Entry, String> data) throws IOException {
            place = Math.max(place, floor);
            write("id: " + place + "\ndata: " + data.apply(entry).replace("\n", "\ndata: ") + "\n\n");
        }

        void beat(long floor) throws IOException {
            place = Math.max(place, floor);
            write("id: " + place + "\n: still here\n\n");
        }

        void full() throws IOException {
            write("retry: 10000\n: too many streams are open\n\n");
        }

        void missed(long from, long to) throws IOException {
            write("event: missed\ndata: {\"from\":" + from + ",\"to\":" + to + "}\n\n");
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
