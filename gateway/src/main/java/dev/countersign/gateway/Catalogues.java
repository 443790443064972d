package dev.countersign.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Origin;
import dev.countersign.acts.RecordCatalogue;
import dev.countersign.core.catalogue.Catalogue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The catalogues of the guarded servers: what they show now, and what they showed when a grant was made. */
public final class Catalogues {
    private static final int MAX_PINNED = 1000;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Acts acts;
    private final Map<String, Shelf> shelves = new TreeMap<>();
    private final Set<String> elsewhere = new TreeSet<>();
    private final Cache<String, Catalogue> pinned =
            Caffeine.newBuilder().maximumSize(MAX_PINNED).build();

    Catalogues(Acts acts) {
        this.acts = acts;
    }

    void add(String server, Shelf.Looking looking) {
        shelves.put(server, new Shelf(server, () -> {
            Seen seen = looking.look();
            acts.perform(new RecordCatalogue(seen.catalogue(), acts.now()), Origin.SELF);
            return seen;
        }));
    }

    /** The processes of {@code server} are another node's, which stores what it sees. */
    void stored(String server) {
        elsewhere.add(server);
    }

    /**
     * What {@code server} shows now, for a human to see and a grant to pin: stored, and at most five minutes old; of a
     * server that runs on another node, what that node saw last.
     *
     * @param wait how long to wait for the server
     * @return nothing when it cannot be told in time, or there is no such server
     */
    public Optional<Catalogue> current(String server, Duration wait) {
        if (elsewhere.contains(server)) {
            return seenElsewhere(server, wait);
        }
        Shelf shelf = shelves.get(server);
        return shelf == null ? Optional.empty() : shelf.fresh(wait).map(Seen::catalogue);
    }

    private Optional<Catalogue> seenElsewhere(String server, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        try {
            while (true) {
                Optional<String> digest = acts.read(tx -> tx.catalogues().current(server));
                if (digest.isPresent() || System.nanoTime() >= end) {
                    return digest.flatMap(this::pinned);
                }
                TimeUnit.NANOSECONDS.sleep(Math.min(PAUSE.toNanos(), Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What was seen of {@code server} last; waits only when nothing was. */
    Optional<Seen> known(String server, Duration wait) {
        Shelf shelf = shelves.get(server);
        return shelf == null ? Optional.empty() : shelf.known(wait);
    }

    /** The stored catalogue of this digest. */
    Optional<Catalogue> pinned(String digest) {
        Catalogue known = pinned.getIfPresent(digest);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Catalogue> stored =
                acts.read(tx -> tx.catalogues().body(digest)).map(Catalogue::parse);
        stored.ifPresent(c -> pinned.put(digest, c));
        return stored;
    }

    /** The server said, or somebody saw, that its tools changed. */
    void changed(String server) {
        Shelf shelf = shelves.get(server);
        if (shelf != null) {
            shelf.changed();
        }
    }
}
