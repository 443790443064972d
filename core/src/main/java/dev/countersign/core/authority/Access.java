package dev.countersign.core.authority;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The class of an act. As a level asked for or chosen, each implies the ones before it. */
public enum Access {
    /** Looks only. */
    READ,
    /** Changes something, in a way that adds or can be undone. */
    WRITE,
    /** May destroy something. */
    DESTRUCTIVE;

    private static final String SCOPE_PREFIX = "mcp:";

    /** The spelling in JSON and forms: {@code read}, {@code write}, {@code destructive}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope that spells this level: {@code mcp:read}, {@code mcp:write}, {@code mcp:destructive}. */
    public String scope() {
        return SCOPE_PREFIX + wireName();
    }

    /** This level and all below it, in order. */
    public Set<Access> implied() {
        return Collections.unmodifiableSet(EnumSet.range(READ, this));
    }

    /** The same as {@code level.implied()}. */
    public static Set<Access> upTo(Access level) {
        return level.implied();
    }

    /** The access with this {@link #wireName}, matched exactly. */
    public static Optional<Access> ofWireName(String name) {
        for (Access access : values()) {
            if (access.wireName().equals(name)) {
                return Optional.of(access);
            }
        }
        return Optional.empty();
    }

    /** The level this scope spells, matched exactly. */
    public static Optional<Access> ofScope(String scope) {
        return scope.startsWith(SCOPE_PREFIX) ? ofWireName(scope.substring(SCOPE_PREFIX.length())) : Optional.empty();
    }
}
