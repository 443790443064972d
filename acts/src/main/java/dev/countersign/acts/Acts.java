package dev.countersign.acts;

import dev.countersign.core.json.Canonical;
import dev.countersign.store.Events;
import dev.countersign.store.Store;
import dev.countersign.store.StoreUnavailable;
import dev.countersign.store.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Performs acts: the only way anything changes. An act and its event are one transaction; when {@link #perform} returns,
 * both are durable. Thread-safe.
 */
public final class Acts {
    private final Store store;
    private final InstantSource clock;
    private final List<BiConsumer<String, Event>> listeners = new CopyOnWriteArrayList<>();

    public Acts(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
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
        var at = now();
        var id = Secrets.id("ev");
        var originId = Secrets.id("or");
        var salt = Secrets.random(16);
        Done<R> done = store.write(tx -> {
            var result = act.in(tx);
            result.event().ifPresent(event -> {
                if (!origin.address().isEmpty()) tx.events().origin(originId, origin.address(), origin.userAgent());
                tx.events().append(entry(id, act.kind(), at, event, origin, originId, salt));
            });
            return result;
        });
        done.event().ifPresent(event -> listeners.forEach(listener -> listener.accept(act.kind(), event)));
        return done.result();
    }

    /** Whether other nodes may change what is read here. */
    public boolean shared() {
        return store.shared();
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
        onEvent((kind, _) -> listener.accept(kind));
    }

    /** The same, with what was logged. */
    void onEvent(BiConsumer<String, Event> listener) {
        listeners.add(listener);
    }

    private static Events.Entry entry(
            String id, String kind, Instant at, Event event, Origin origin, String originId, String salt) {
        return new Events.Entry(
                id,
                kind,
                at,
                event.owner().map(Object::toString),
                event.client().map(Object::toString),
                event.agent().map(Object::toString),
                event.device().map(Object::toString),
                event.grant().map(Object::toString),
                origin.address().isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(originId),
                origin.requestId(),
                salt,
                Canonical.string(event.detail()));
    }
}
