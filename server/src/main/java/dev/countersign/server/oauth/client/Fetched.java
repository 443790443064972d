package dev.countersign.server.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What was fetched from elsewhere: something good for as long as its own headers said, and why something could not be had
 * for the 30 seconds in which it is left alone. Bounded in count, by the injected clock. Thread-safe.
 */
final class Fetched<T> {
    static final Duration LEFT_ALONE = Duration.ofSeconds(30);
    private static final int MOST_GOOD = 1000;
    private static final int MOST_FAILURES = 10_000;

    private record Kept<T>(T value, Duration fresh) {}

    private final InstantSource clock;
    private final Cache<String, Kept<T>> good;
    private final Cache<String, String> failures;

    Fetched(InstantSource clock) {
        this.clock = clock;
        good = Caffeine.newBuilder()
                .maximumSize(MOST_GOOD)
                .ticker(this::nanos)
                .expireAfter(Expiry.creating((String _, Kept<T> kept) -> kept.fresh()))
                .build();
        failures = Caffeine.newBuilder()
                .maximumSize(MOST_FAILURES)
                .ticker(this::nanos)
                .expireAfterWrite(LEFT_ALONE)
                .build();
    }

    private long nanos() {
        var now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** What is still fresh of that address. */
    Optional<T> fresh(String address) {
        return Optional.ofNullable(good.getIfPresent(address)).map(Kept::value);
    }

    void keep(String address, T value, Duration fresh) {
        good.put(address, new Kept<>(value, fresh));
    }

    /** Why that address, or host, is left alone now. */
    Optional<String> failure(String place) {
        return Optional.ofNullable(failures.getIfPresent(place));
    }

    void failed(String place, String why) {
        failures.put(place, why);
    }
}
