package dev.countersign.gateway;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.guard.Freshness;
import dev.countersign.guard.Holding;
import dev.countersign.guard.Liveness;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every open request and stream once a second: what belongs to a grant that is no longer alive, or that has lost
 * this server (or whose owner has), ends. When nobody can tell, it ends too. What runs for a grant that is only suspended
 * rests, unless a call was under way, so that the grant can go on where it was.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration TICK = Duration.ofMillis(900);
    private static final int TICKS_BETWEEN_SWEEPS = 5;

    /** How long something rests for a suspended grant before it is ended after all. */
    static final Duration REST = Duration.ofHours(1);

    /** Something open. */
    final class Entry implements AutoCloseable {
        private final Client client;
        private final Site site;
        private final GrantId grant;
        private final GrantId root;
        private final boolean listening;
        private volatile boolean revoked;

        private Entry(Client client, Site site, Grant grant, boolean listening) {
            this.client = client;
            this.site = site;
            this.grant = grant.id();
            this.root = grant.root();
            this.listening = listening;
        }

        /** Whether it was ended because its grant did. */
        boolean revoked() {
            return revoked;
        }

        @Override
        public void close() {
            entries.remove(this);
        }
    }

    private final Liveness liveness;
    private final Supplier<Set<GrantId>> roots;
    private final Consumer<GrantId> dead;
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private final Duration rest;
    /** Since when roots are seen suspended, by {@link System#nanoTime}. */
    private final Map<GrantId, Long> resting = new HashMap<>();
    /** Roots whose calls were cut off: who knows what their servers still do of them. */
    private final Set<GrantId> cutOff = ConcurrentHashMap.newKeySet();

    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean draining;

    /**
     * @param roots the root grants something runs for
     * @param dead told about those of them that are no longer alive
     * @param rest how long something rests for a suspended root before it counts as dead
     */
    Watch(Liveness liveness, Supplier<Set<GrantId>> roots, Consumer<GrantId> dead, Duration rest) {
        this.liveness = liveness;
        this.roots = roots;
        this.dead = dead;
        this.rest = rest;
        this.thread = Thread.ofVirtual().name("watch").start(this::run);
    }

    /** Watches until the entry is closed. */
    Entry open(Client client, Site site, Grant grant, boolean listening) {
        Entry entry = new Entry(client, site, grant, listening);
        entries.add(entry);
        if (draining && listening) {
            client.life().end();
        }
        return entry;
    }

    /** Ends what only listens, and waits for the rest. */
    void drain(Duration patience) throws InterruptedException {
        draining = true;
        entries.stream().filter(e -> e.listening).forEach(e -> e.client.life().end());
        long end = System.nanoTime() + patience.toNanos();
        while (!entries.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        entries.forEach(e -> e.client.life().end());
    }

    private void run() {
        for (long tick = 0; !closed; tick++) {
            try {
                Thread.sleep(TICK);
                check();
                if (tick % TICKS_BETWEEN_SWEEPS == 0) {
                    sweep();
                    entries.forEach(e -> Thread.startVirtualThread(e.client::keepAlive));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("Open streams could not be checked; they are ended", e);
                entries.forEach(this::end);
            }
        }
    }

    private void check() {
        Map<GrantId, Optional<Holding>> asked = new HashMap<>();
        for (Entry entry : entries) {
            boolean allowed = asked.computeIfAbsent(entry.grant, this::holding)
                    .filter(h -> h.grant().authority().locations().contains(entry.site.location()))
                    .filter(h -> h.owner().locations().contains(entry.site.location()))
                    .isPresent();
            if (!allowed) {
                end(entry);
            }
        }
    }

    private void sweep() {
        Set<GrantId> running = roots.get();
        resting.keySet().retainAll(running);
        cutOff.retainAll(running);
        for (GrantId root : running) {
            if (!(liveness.of(root, Freshness.RECENT) instanceof Liveness.Answer.Dead over)) {
                resting.remove(root);
                cutOff.remove(root);
            } else if (!over.forNow() || cutOff.contains(root) || restedEnough(root)) {
                Thread.startVirtualThread(() -> dead.accept(root));
            }
        }
    }

    private boolean restedEnough(GrantId root) {
        long now = System.nanoTime();
        return now - resting.computeIfAbsent(root, _ -> now) >= rest.toNanos();
    }

    private Optional<Holding> holding(GrantId grant) {
        return liveness.of(grant, Freshness.RECENT) instanceof Liveness.Answer.Alive(var holding)
                ? Optional.of(holding)
                : Optional.empty();
    }

    private void end(Entry entry) {
        entry.revoked = true;
        if (!entry.listening) {
            cutOff.add(entry.root);
        }
        entry.client.life().end();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        entries.forEach(e -> e.client.life().end());
    }
}
