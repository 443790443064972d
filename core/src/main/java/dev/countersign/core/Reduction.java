package dev.countersign.core;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What somebody wants a grant narrowed to. Each member takes something away; an absent one changes nothing.
 *
 * @param access the highest level that is left
 * @param tools resource → the only tools left there; resources that are not named keep theirs
 * @param authority all that is left
 * @param scopes all that is left of an owner grant
 * @param until when it ends
 */
public record Reduction(
        Optional<Access> access,
        Map<String, Set<String>> tools,
        Optional<Authority> authority,
        Optional<Set<OwnerScope>> scopes,
        Optional<Instant> until) {

    /** What was wanted is no narrowing; the message says why, and is safe to show. */
    public static final class NotLess extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotLess(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * The grant with less.
     *
     * @param now the new end lies after it
     * @throws NotLess when something would widen, nothing was named or nothing would be left
     */
    public Grant of(Grant grant, Instant now) {
        if (access.isEmpty() && tools.isEmpty() && authority.isEmpty() && scopes.isEmpty() && until.isEmpty()) {
            throw new NotLess("Nothing was named to narrow; name access, tools, authorization_details, scope or until");
        }
        var reduced = grant.narrowed(authority(grant.authority()), scopes(grant.ownerScopes()), until(grant, now));
        if (reduced.authority().isNothing() && reduced.ownerScopes().isEmpty()) {
            throw new NotLess("Nothing would be left; revoke the grant instead");
        }
        return reduced;
    }

    private Authority authority(Authority held) {
        var left = held;
        if (authority.isPresent()) {
            if (!authority.get().narrows(held)) {
                throw new NotLess("The authorization_details go beyond what the grant has");
            }
            left = authority.get();
        }
        if (access.isPresent()) left = left.meet(upTo(held, access.get()));
        return tools.isEmpty() ? left : onlyTools(left);
    }

    private static Authority upTo(Authority held, Access level) {
        var highest = held.actions().stream().max(Access::compareTo);
        if (highest.isEmpty() || level.compareTo(highest.get()) > 0) {
            throw new NotLess("The grant does not have the access " + level.wireName());
        }
        return Authority.of(held.locations().stream()
                .map(location -> Permission.everything(location, level))
                .toList());
    }

    private Authority onlyTools(Authority held) {
        var permissions = new ArrayList<Permission>();
        for (var permission : held.permissions()) {
            var only = tools.get(permission.location());
            if (only == null) {
                permissions.add(permission);
                continue;
            }
            SortedSet<String> both = new TreeSet<>(only);
            permission.tools().ifPresent(both::retainAll);
            permissions.add(permission.withTools(both));
        }
        var left = Authority.of(
                permissions.stream().filter(one -> !one.isNothing()).toList());
        tools.forEach((location, names) -> names.forEach(name -> requireNamed(left, location, name)));
        return left;
    }

    private static void requireNamed(Authority left, String location, String name) {
        var named = left.permissions().stream()
                .filter(permission -> permission.location().equals(location))
                .anyMatch(permission ->
                        permission.tools().filter(tools -> tools.contains(name)).isPresent());
        if (!named) throw new NotLess("The grant does not have the tool " + name + " at " + location);
    }

    private Set<OwnerScope> scopes(Set<OwnerScope> held) {
        if (scopes.isEmpty()) return held;
        if (!held.containsAll(scopes.get())) throw new NotLess("The scope goes beyond what the grant has");
        return scopes.get();
    }

    private Instant until(Grant grant, Instant now) {
        if (until.isEmpty()) return grant.until();
        var end = until.get();
        if (end.isAfter(grant.until())) {
            throw new NotLess(
                    "The grant ends at " + grant.until() + ", before that; a narrowing only brings the end nearer");
        }
        if (!end.isAfter(now) || !end.isAfter(grant.notBefore())) {
            throw new NotLess("That end is over already; revoke the grant instead");
        }
        return end;
    }
}
