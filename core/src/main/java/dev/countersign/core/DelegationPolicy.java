package dev.countersign.core;

import java.time.Instant;
import java.util.List;

/**
 * Whether the holder of a grant may hand a part of it on. Off unless a human or the configuration said otherwise.
 *
 * @param depth how many more hops are allowed; 0 is off
 * @param to receiving client ids, or the single value {@code any}
 * @param until no child outlives this
 */
public record DelegationPolicy(int depth, List<String> to, Instant until) {
    /** No delegation at all. */
    public static final DelegationPolicy OFF = new DelegationPolicy(0, List.of(), Instant.EPOCH);

    public DelegationPolicy {
        if (depth < 0) throw new IllegalArgumentException("depth is not negative");
        to = List.copyOf(to);
    }

    public boolean allowsAny() {
        return depth > 0 && !to.isEmpty();
    }
}
