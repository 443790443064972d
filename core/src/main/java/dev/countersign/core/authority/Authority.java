package dev.countersign.core.authority;

import dev.countersign.core.Digest;
import dev.countersign.core.json.Canonical;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What may be done: a finite set of permissions, written as {@code authorization_details} (RFC 9396). A call is
 * permitted when one of the permissions permits it by itself. There is one normal form, so equal authorities are equal
 * objects with equal {@link #canonical} text: permissions that another one covers are dropped, and all is sorted.
 *
 * <p>{@link #narrows} is a partial order and {@link #meet} its greatest lower bound. What is permitted follows them:
 * if a narrows b, b permits all that a permits; a.meet(b) permits exactly what both permit.
 */
public record Authority(List<Permission> permissions) {
    /** How many permissions, counted per location, an authority from outside may have. */
    public static final int MAX_PERMISSIONS = 64;
    /** How many tools, named by {@code tools} or {@code arguments}, it may name in all. */
    public static final int MAX_TOOLS = 256;
    /** How many bytes of canonical JSON it may have. */
    public static final int MAX_BYTES = 8192;

    /** Nothing may be done. */
    public static final Authority NONE = new Authority(List.of());

    /** Brings the permissions into normal form. */
    public Authority {
        permissions = NormalForm.of(permissions);
    }

    /** These permissions together. */
    public static Authority of(Collection<Permission> permissions) {
        return new Authority(List.copyOf(permissions));
    }

    /** These permissions together. */
    public static Authority of(Permission... permissions) {
        return new Authority(List.of(permissions));
    }

    /** Everything at one location up to this level. */
    public static Authority everything(String location, Access upTo) {
        return of(Permission.everything(location, upTo));
    }

    /**
     * Reads {@link #toJson}'s form strictly; {@link AuthorizationDetails#parse} reads what a client sends, which may
     * ask for delegation too.
     *
     * @throws InvalidAuthority on anything unknown, malformed, or beyond the limits
     */
    public static Authority parse(JsonNode array) {
        AuthorizationDetails details = AuthorizationDetails.parse(array);
        if (details.delegation().isPresent()) {
            throw new InvalidAuthority("", "the member 'delegate'", "leave it out, it is no part of an authority");
        }
        return details.authority();
    }

    /** The {@code authorization_details} array; permissions that differ only in their location share an object. */
    public ArrayNode toJson() {
        return AuthorityWriter.write(permissions);
    }

    /** The RFC 8785 text of {@link #toJson}. */
    public String canonical() {
        return Canonical.string(toJson());
    }

    /** The SHA-256 of {@link #canonical}. */
    public Digest digest() {
        return Digest.of(canonical());
    }

    /** Whether nothing may be done. */
    public boolean isNothing() {
        return permissions.isEmpty();
    }

    /**
     * Checks that {@link #parse} would read it back: whatever is granted, stored or put into a token must.
     *
     * @return this
     * @throws InvalidAuthority when it is beyond a limit
     */
    public Authority requireWithinLimits() {
        AuthorizationDetails.parse(toJson());
        return this;
    }

    /** Whether every permission narrows one of {@code other}. */
    public boolean narrows(Authority other) {
        return permissions.stream().allMatch(mine -> other.permissions.stream().anyMatch(mine::narrows));
    }

    /**
     * What both permit: all pairwise meets. It may be beyond the limits though neither side is: see
     * {@link #requireWithinLimits}.
     *
     * @throws InvalidAuthority when it would have more than 256 permissions, which bounds the work
     */
    public Authority meet(Authority other) {
        return new Authority(NormalForm.ofMeets(permissions, other.permissions));
    }

    /** Whether one of the permissions, by itself, permits this call. */
    public boolean permits(Call call) {
        return explain(call).permitted();
    }

    /** Why the call is permitted or not. */
    public Decision explain(Call call) {
        return permissions.stream()
                .map(permission -> permission.explain(call))
                .max(Comparator.comparingInt(Authority::nearness))
                .orElseGet(() -> new Decision.LocationNotGranted(call.location()));
    }

    /** The locations where anything may be done. */
    public SortedSet<String> locations() {
        TreeSet<String> locations = new TreeSet<>();
        permissions.forEach(permission -> locations.add(permission.location()));
        return locations;
    }

    /** What may be done at one location. */
    public Authority at(String location) {
        return restrictTo(Set.of(location));
    }

    /** What may be done at these locations. */
    public Authority restrictTo(Collection<String> locations) {
        Set<String> kept =
                new TreeSet<>(locations.stream().map(Location::normal).toList());
        return of(permissions.stream()
                .filter(permission -> kept.contains(permission.location()))
                .toList());
    }

    /** What of it is of this level or below; nothing for no level. */
    public Authority upTo(Optional<Access> level) {
        return level.map(highest -> meet(of(locations().stream()
                        .map(location -> Permission.everything(location, highest))
                        .toList())))
                .orElse(NONE);
    }

    /** What of it these tools may do, and nothing else. */
    public Authority onlyTools(Collection<String> names) {
        return meet(of(permissions.stream()
                .map(permission -> Permission.everything(permission.location(), Access.DESTRUCTIVE)
                        .withTools(names))
                .toList()));
    }

    /** Every action that some permission has. */
    public Set<Access> actions() {
        EnumSet<Access> actions = EnumSet.noneOf(Access.class);
        permissions.forEach(permission -> actions.addAll(permission.actions()));
        return actions;
    }

    /**
     * The scopes that sum this authority up, in the order read, write, destructive. A scope is listed when every action
     * it spells is granted somewhere, so that a reader who knows only scopes never assumes an action that is not.
     */
    public List<String> scopes() {
        Set<Access> granted = actions();
        return List.of(Access.values()).stream()
                .filter(level -> granted.containsAll(level.implied()))
                .map(Access::scope)
                .toList();
    }

    private static int nearness(Decision decision) {
        return switch (decision) {
            case Decision.LocationNotGranted _ -> 0;
            case Decision.ActionNotGranted _ -> 1;
            case Decision.OnlyToolsGranted _, Decision.ToolNotGranted _ -> 2;
            case Decision.ArgumentOutside _ -> 3;
            case Decision.Permitted _ -> 4;
        };
    }
}
