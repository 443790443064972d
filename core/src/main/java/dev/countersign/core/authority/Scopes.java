package dev.countersign.core.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code scope} parameter (RFC 6749 §3.3) of a request for MCP resources. Scopes are hierarchical: a level includes
 * those below it.
 *
 * @param access the highest level named; absent when none was
 * @param offlineAccess whether {@code offline_access} was named
 */
public record Scopes(Optional<Access> access, boolean offlineAccess) {
    /** The scope that is accepted and echoed and changes nothing. */
    public static final String OFFLINE_ACCESS = "offline_access";
    /** Nothing asked. */
    public static final Scopes NONE = new Scopes(Optional.empty(), false);

    /** One level. */
    public static Scopes of(Access access) {
        return new Scopes(Optional.of(access), false);
    }

    /**
     * Reads a space-separated list, in any order, repetitions allowed.
     *
     * @throws UnknownScope on a value that is not known
     */
    public static Scopes parse(String scope) {
        Scopes all = NONE;
        for (String value : scope.split(" ", -1)) {
            if (!value.isEmpty()) {
                all = all.and(one(value));
            }
        }
        return all;
    }

    /** Every scope of both. */
    public Scopes and(Scopes other) {
        Optional<Access> higher = covers(new Scopes(other.access, false)) ? access : other.access;
        return new Scopes(higher, offlineAccess || other.offlineAccess);
    }

    /** Whether each scope of {@code other} is here, or implied by a higher one. */
    public boolean covers(Scopes other) {
        boolean level = other.access
                .map(asked -> access.map(held -> held.compareTo(asked) >= 0).orElse(false))
                .orElse(true);
        return level && (offlineAccess || !other.offlineAccess);
    }

    /** Every scope, with all that a level implies. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        access.ifPresent(level -> level.implied().forEach(each -> names.add(each.scope())));
        if (offlineAccess) {
            names.add(OFFLINE_ACCESS);
        }
        return List.copyOf(names);
    }

    /** {@link #names}, separated by spaces; empty when nothing was asked. */
    public String render() {
        return String.join(" ", names());
    }

    private static Scopes one(String value) {
        if (value.equals(OFFLINE_ACCESS)) {
            return new Scopes(Optional.empty(), true);
        }
        return of(Access.ofScope(value).orElseThrow(() -> new UnknownScope(value)));
    }
}
