package dev.countersign.core;

import dev.countersign.core.authority.UnknownScope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an owner token may do at {@code <issuer>/v1}. A closed set without levels: none implies another. Each looks or takes
 * away; there is none that gives.
 */
public enum OwnerScope {
    GRANTS_READ("grants:read", "See what agents may do, and until when"),
    GRANTS_WRITE(
            "grants:write",
            "Stop agents and let them go on, narrow and end what they may do, and deny what they ask for"),
    AGENTS_READ("agents:read", "See which agents there are"),
    CLIENTS_READ("clients:read", "See which programs there are"),
    CLIENTS_WRITE("clients:write", "Bar programs for good"),
    DEVICES_READ("devices:read", "See on which devices agents run"),
    DEVICES_WRITE("devices:write", "Bar devices for good"),
    TOKENS_READ("tokens:read", "See which tokens are in use, never the tokens themselves"),
    REQUESTS_READ("requests:read", "See what agents ask for and nobody has decided yet"),
    SERVERS_READ("servers:read", "See the servers and what their tools can do"),
    KEYS_READ("keys:read", "See the public signing keys"),
    SESSIONS_READ("sessions:read", "See which browsers are signed in"),
    SESSIONS_WRITE("sessions:write", "Sign browsers out"),
    ACTIVITY_READ("activity:read", "See what agents did"),
    OWNERS_READ("owners:read", "See the people who have an account here");

    private final String wire;
    private final String meaning;

    OwnerScope(String wire, String meaning) {
        this.wire = wire;
        this.meaning = meaning;
    }

    /** As the {@code scope} parameter and the {@code scope} claim spell it. */
    public String wire() {
        return wire;
    }

    /** What it allows, for the human who is asked. */
    public String meaning() {
        return meaning;
    }

    /** Whether it takes something away; the others only look. */
    public boolean takesAway() {
        return wire.endsWith(":write");
    }

    /** What a request that names no scope asks for. */
    public static Set<OwnerScope> unasked() {
        return EnumSet.of(GRANTS_READ);
    }

    /** Every wire name, in the order of the constants. */
    public static List<String> wireNames() {
        return List.of(values()).stream().map(OwnerScope::wire).toList();
    }

    /**
     * Reads a space-separated list (RFC 6749 §3.3), in any order, repetitions allowed. {@code offline_access} is passed over:
     * it changes nothing anywhere.
     *
     * @throws UnknownScope on a value that is not known
     */
    public static Set<OwnerScope> parse(String scope) {
        var scopes = EnumSet.noneOf(OwnerScope.class);
        for (var value : scope.split(" ", -1)) {
            if (!value.isEmpty() && !value.equals("offline_access")) scopes.add(one(value));
        }
        return scopes;
    }

    /** The wire names, separated by spaces, in the order of the constants. */
    public static String render(Collection<OwnerScope> scopes) {
        return scopes.stream().sorted().map(OwnerScope::wire).collect(Collectors.joining(" "));
    }

    private static OwnerScope one(String value) {
        for (var scope : values()) if (scope.wire.equals(value)) return scope;
        throw new UnknownScope(value, "Unknown scope; the owner API knows " + String.join(", ", wireNames()));
    }
}
