package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;

/** Remembers which proofs were used (RFC 9449 §11.1). Where several processes answer for one address, they must share it. */
@FunctionalInterface
public interface Replays {
    /** What is known of a proof. */
    enum Use {
        FIRST,
        AGAIN,
        /** Nobody can tell just now, so it does not count. */
        UNKNOWN
    }

    /** No proof can be used longer than this after it was used first: it may be that much ahead, and that much behind. */
    Duration REMEMBERED = Proofs.WINDOW.multipliedBy(2).plusMinutes(1);

    /**
     * Uses a proof up. Never throws.
     *
     * @param hash names the proof
     * @param until when it is too old anyway
     */
    Use use(String hash, Instant until);

    /** A memory for one process: at most {@code most} proofs; when it is full, nothing new counts until some have ended. */
    static Replays inMemory(int most) {
        Cache<String, Instant> used =
                Caffeine.newBuilder().expireAfterWrite(REMEMBERED).build();
        return (hash, until) -> {
            if (used.estimatedSize() >= most) {
                used.cleanUp();
                if (used.estimatedSize() >= most) return Use.UNKNOWN;
            }
            Instant before = used.asMap().putIfAbsent(hash, until);
            return before == null ? Use.FIRST : Use.AGAIN;
        };
    }
}
