package dev.countersign.server.oauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.acts.Acts;
import dev.countersign.acts.upkeep.SlowDown;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is known of device requests that wait. A poll is the most frequent request there is, and nearly always nothing has
 * happened: what was read stays good until somebody here decides something, and on a store that other nodes share for one
 * second. The pace is kept here, its slowing in the store, so that a restart forgives nobody. Thread-safe.
 */
public final class DevicePolls {
    private static final int MORE_SECONDS = 5;
    private static final int MOST_SECONDS = 3600;
    private static final int MOST_WAITING = 200_000;
    private static final Duration SHARED_FOR = Duration.ofSeconds(1);
    /** Networks deliver unevenly: a poll may be this much early. */
    private static final Duration JITTER = Duration.ofMillis(200);

    private static final Set<String> DECISIONS = Set.of("approve", "deny", "cancel", "fail-proof");

    /**
     * @param decisions how many decisions there had been before it was read
     * @param polled when it was last polled for; shared by all that was read of one request
     */
    private record Waiting(
            DeviceRequest request, long decisions, Instant readAt, AtomicReference<Optional<Instant>> polled) {}

    private final Acts acts;
    private final AtomicLong decisions = new AtomicLong();
    private final Cache<String, Waiting> waiting = Caffeine.newBuilder()
            .maximumSize(MOST_WAITING)
            .expireAfterWrite(Duration.ofSeconds(MOST_SECONDS))
            .build();

    public DevicePolls(Acts acts) {
        this.acts = acts;
        acts.onAct(kind -> {
            if (DECISIONS.contains(kind)) decisions.incrementAndGet();
        });
    }

    /** The request with that id as it stands now; empty when there is none. */
    Optional<DeviceRequest> find(String id, Instant now) {
        var known = waiting.getIfPresent(id);
        if (known != null && fresh(known, now)) return Optional.of(known.request());
        var before = decisions.get();
        var read = acts.read(tx -> tx.deviceRequests().find(id));
        if (read.filter(request -> request.ask().open(now)).isPresent()) keep(id, read.get(), before, now);
        else waiting.invalidate(id);
        return read;
    }

    private boolean fresh(Waiting known, Instant now) {
        return known.decisions() == decisions.get()
                && (!acts.shared() || now.isBefore(known.readAt().plus(SHARED_FOR)));
    }

    private void keep(String id, DeviceRequest request, long before, Instant now) {
        waiting.asMap()
                .compute(
                        id,
                        (_, old) -> new Waiting(
                                request,
                                before,
                                now,
                                old == null ? new AtomicReference<>(Optional.empty()) : old.polled()));
    }

    /** Whether this poll came too soon after the last one; then the device must be slower from now on. */
    boolean tooSoon(DeviceRequest request, Instant now) {
        var id = request.ask().id();
        var known = waiting.getIfPresent(id);
        if (known == null) return false;
        var last = known.polled().getAndSet(Optional.of(now));
        var due = last.map(at -> at.plusSeconds(request.interval()).minus(JITTER));
        if (due.filter(now::isBefore).isEmpty()) return false;
        // A pace at which no further poll can come before the code ends needs no slowing.
        if (now.plusSeconds(request.interval()).isBefore(request.ask().expiresAt())) {
            var slower = acts.upkeep(new SlowDown(id, MORE_SECONDS, MOST_SECONDS));
            keep(id, request.every(slower), known.decisions(), known.readAt());
        }
        return true;
    }
}
