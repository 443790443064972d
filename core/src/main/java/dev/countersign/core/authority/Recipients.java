package dev.countersign.core.authority;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who may receive a delegation. */
public sealed interface Recipients {
    /** Configured clients, and clients that already hold a live grant of the same owner. In JSON {@code "any"}. */
    record Any() implements Recipients {}

    /** These clients, at least one. In JSON an array of client ids. */
    record Clients(SortedSet<String> ids) implements Recipients {
        /**
         * Sorts the ids.
         *
         * @throws IllegalArgumentException when there is none
         */
        public Clients {
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("Name at least one client");
            }
            ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
        }
    }

    /** Exactly these clients. */
    static Recipients of(Collection<String> ids) {
        return new Clients(new TreeSet<>(ids));
    }

    /** Whether {@code other} has all these receivers. */
    default boolean narrows(Recipients other) {
        return switch (other) {
            case Any _ -> true;
            case Clients wider -> this instanceof Clients mine && wider.ids.containsAll(mine.ids);
        };
    }

    /** The receivers in both; nothing when there are none. */
    default Optional<Recipients> meet(Recipients other) {
        if (!(this instanceof Clients mine)) {
            return Optional.of(other);
        }
        if (!(other instanceof Clients theirs)) {
            return Optional.of(this);
        }
        TreeSet<String> both = new TreeSet<>(mine.ids);
        both.retainAll(theirs.ids);
        return both.isEmpty() ? Optional.empty() : Optional.of(of(both));
    }
}
