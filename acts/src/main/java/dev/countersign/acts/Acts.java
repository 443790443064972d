package dev.countersign.acts;

import dev.countersign.core.json.Canonical;
import dev.countersign.ledger.Body;
import dev.countersign.store.Events;
import dev.countersign.store.Store;
import dev.countersign.store.StoreUnavailable;
import dev.countersign.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Performs acts: the only way anything changes. An act and its event are one transaction; when {@link #perform} returns,
 * both are durable. Thread-safe.
 */
public final class Acts {
    /** A detail of so few characters fits whatever they are, with every id beside it. */
    private static final int SHORT = 10_000;

    private final Store store;
    private final InstantSource clock;
    private final Attempts attempts;
    private final List<BiConsumer<Event, Events.Entry>> listeners = new CopyOnWriteArrayList<>();

    public Acts(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.attempts = new Attempts(clock.instant());
    }

    /** Where anonymous failures are counted. */
    public Attempts attempts() {
        return attempts;
    }

    /** The one time all acts are dated by. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Performs an act and logs it, durably and together.
     *
     * @throws StoreUnavailable when it cannot be made durable; then nothing happened
     */
    public <R> R perform(Act<R> act, Origin origin) {
        return perform(act, origin, Secrets.id("ev"));
    }

    /** The same, where the event's id was told to somebody before; made with {@link Secrets#id}. */
    public <R> R perform(Act<R> act, Origin origin, String id) {
        var at = now().truncatedTo(ChronoUnit.MICROS);
        var from = Origins.row(origin, Secrets.random(16));
        var salt = Secrets.random(16);
        var outcome = store.write(tx -> {
            var result = act.in(tx);
            var logged = result.event()
                    .map(event -> new Logged(event, entry(id, act.kind(), at, event, origin, from, salt)));
            logged.ifPresent(written -> {
                from.ifPresent(tx.events()::origin);
                tx.events().append(written.entry());
            });
            return new Performed<>(result.result(), logged);
        });
        outcome.logged().ifPresent(logged -> listeners.forEach(it -> it.accept(logged.event(), logged.entry())));
        return outcome.result();
    }

    private record Logged(Event event, Events.Entry entry) {}

    private record Performed<R>(R result, Optional<Logged> logged) {}

    /** As {@link #upkeep}, for changes that guard themselves by compare-and-set; see {@link Store#writeGuarded}. */
    public <R> R guarded(Transaction<R> body) {
        return store.writeGuarded(body);
    }

    /** Whether other nodes may change what is read here. */
    public boolean shared() {
        return store.shared();
    }

    /** How often what decides a grant's life changed, where that can be known; see {@link Store#changes}. */
    OptionalLong changes() {
        return store.changes();
    }

    /** Changes that are no act: see {@code acts.upkeep}. */
    public <R> R upkeep(Transaction<R> body) {
        return store.write(body);
    }

    /** Reads a consistent snapshot. */
    public <R> R read(Transaction<R> body) {
        return store.read(body);
    }

    /** Calls back with the kind of every logged act, after its commit, on the performing thread. Must be quick. */
    public void onAct(Consumer<String> listener) {
        onEntry(entry -> listener.accept(entry.kind()));
    }

    /** Calls back with the entry of every act of this node, after its commit, on the performing thread. Must be quick. */
    public void onEntry(Consumer<Events.Entry> listener) {
        listeners.add((_, entry) -> listener.accept(entry));
    }

    /** The same, with what was logged. */
    void onEvent(BiConsumer<String, Event> listener) {
        listeners.add((event, entry) -> listener.accept(entry.kind(), event));
    }

    private static Events.Entry entry(
            String id, String kind, Instant at, Event event, Origin origin, Optional<Events.Origin> from, String salt) {
        var body = new Body(
                event.owner().map(Object::toString),
                event.client().map(Object::toString),
                event.agent().map(Object::toString),
                event.device().map(Object::toString),
                event.grant().map(Object::toString),
                from.map(Events.Origin::id),
                origin.requestId(),
                Canonical.string(event.detail()));
        if (body.detail().length() > SHORT && body.bytes().length > Body.LONGEST) {
            throw new IllegalStateException("the event " + kind + " is longer than the log's entries may be");
        }
        return new Events.Entry(
                id,
                kind,
                at,
                body.owner(),
                body.client(),
                body.agent(),
                body.device(),
                body.grant(),
                body.origin(),
                body.request(),
                salt,
                body.detail());
    }
}
