package dev.countersign.server.config;

import dev.countersign.core.authority.Access;
import java.util.Optional;

/** From which class of calls on only tokens bound to a key are taken (RFC 9449). {@code ON} is every call. */
public enum Proving {
    OFF(Optional.empty()),
    ON(Optional.of(Access.READ)),
    READ(Optional.of(Access.READ)),
    WRITE(Optional.of(Access.WRITE)),
    DESTRUCTIVE(Optional.of(Access.DESTRUCTIVE));

    private final Optional<Access> from;

    Proving(Optional<Access> from) {
        this.from = from;
    }

    /** The first class that needs a key; empty = none. */
    public Optional<Access> from() {
        return from;
    }
}
