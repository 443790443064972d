package dev.countersign.core.delegation;

import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Recipients;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a receiver, or a delegator for it, wishes. Each part only narrows what could be handed on.
 *
 * @param hops how many times the receiver may hand it on in turn; empty = as often as is left
 * @param to to whom it may; empty = to whom the policy says
 * @param until when it ends at the latest; empty = when it must
 */
public record Wish(Authority authority, OptionalInt hops, Optional<Recipients> to, Optional<Instant> until) {
    public Wish {
        if (hops.isPresent() && hops.getAsInt() < 0) throw new IllegalArgumentException("hops are not negative");
    }

    /** This much, and all else as the policy says. */
    public static Wish of(Authority authority) {
        return new Wish(authority, OptionalInt.empty(), Optional.empty(), Optional.empty());
    }
}
