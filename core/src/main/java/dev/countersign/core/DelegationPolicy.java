package dev.countersign.core;

import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Recipients;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether the holder of a grant may hand a part of it on. Off unless a human or the configuration said otherwise.
 *
 * @param depth how many more hops are allowed; 0 is off
 * @param to receiving client ids, or the single value {@code any}
 * @param until no child outlives this
 * @param share the largest part any child may hold; what the grant itself does not hold is no part of it
 */
public record DelegationPolicy(int depth, List<String> to, Instant until, Authority share) {
    /** The word that stands for configured clients and clients that already hold a live grant of the same owner. */
    public static final String ANY = "any";

    /** No delegation at all. */
    public static final DelegationPolicy OFF = new DelegationPolicy(0, List.of(), Instant.EPOCH, Authority.NONE);

    public DelegationPolicy {
        if (depth < 0) throw new IllegalArgumentException("depth is not negative");
        to = List.copyOf(to);
    }

    /** A policy for these receivers; {@link #OFF} when it allows no hop. */
    public static DelegationPolicy of(int depth, Recipients to, Instant until, Authority share) {
        if (depth < 1 || share.isNothing()) return OFF;
        return new DelegationPolicy(
                depth,
                switch (to) {
                    case Recipients.Any _ -> List.of(ANY);
                    case Recipients.Clients(var ids) -> List.copyOf(ids);
                },
                until,
                share);
    }

    /** Whether anything may be handed on to anybody. */
    public boolean allowsAny() {
        return depth > 0 && !to.isEmpty() && !share.isNothing();
    }

    /** Who may receive; empty when nobody may. */
    public Optional<Recipients> recipients() {
        if (!allowsAny()) return Optional.empty();
        return Optional.of(to.equals(List.of(ANY)) ? new Recipients.Any() : Recipients.of(to));
    }
}
