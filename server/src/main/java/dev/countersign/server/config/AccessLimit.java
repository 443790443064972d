package dev.countersign.server.config;

import dev.countersign.core.authority.Access;
import java.util.Optional;

/** How far access goes at most: one of the classes of an act, each including those before it, or nothing at all. */
public enum AccessLimit {
    NONE(Optional.empty()),
    READ(Optional.of(Access.READ)),
    WRITE(Optional.of(Access.WRITE)),
    DESTRUCTIVE(Optional.of(Access.DESTRUCTIVE));

    private final Optional<Access> access;

    AccessLimit(Optional<Access> access) {
        this.access = access;
    }

    /** The class; empty for {@link #NONE}. */
    public Optional<Access> access() {
        return access;
    }
}
