package dev.countersign.core;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a human chose on the consent page. What is granted is the meet of three authorities: what the owner has, what the
 * client asked for, and what the human chose; none of them can widen another.
 *
 * @param access the highest level allowed
 * @param resources where; within what was asked
 * @param tools resource → single tools; empty = every tool of the chosen access, otherwise only those, and nothing at a
 *     resource that has none
 * @param until when the grant ends
 * @param delegation whether the agent may hand a part of it on
 * @param ownerScopes scopes of the owner API; empty unless an owner token was asked for
 */
public record Chosen(
        Access access,
        List<String> resources,
        Map<String, Set<String>> tools,
        Instant until,
        DelegationPolicy delegation,
        Set<OwnerScope> ownerScopes) {
    public Chosen {
        ownerScopes = Set.copyOf(ownerScopes);
        resources = List.copyOf(resources);
        tools = Map.copyOf(tools);
    }

    /** The same choice with this policy. */
    public Chosen handingOn(DelegationPolicy policy) {
        return new Chosen(access, resources, tools, until, policy, ownerScopes);
    }

    /** What will be granted. {@link Authority#NONE} when the three have nothing in common: then there is no grant. */
    public Authority granted(Authority owner, Asked asked) {
        return owner.meet(asked(asked, resources)).meet(chosen());
    }

    /** The scopes of the owner API that will be granted: chosen and asked for, both. Empty: then there is no owner grant. */
    public Set<OwnerScope> grantedScopes(Asked asked) {
        return ownerScopes.stream().filter(asked.ownerScopes()::contains).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What a request asks for at these resources: its scopes and its details, both, so that each narrows the other (RFC
     * 9396 §3). No scope asks for every level.
     */
    public static Authority asked(Asked asked, Collection<String> resources) {
        var level = asked.scopes().access().orElse(Access.DESTRUCTIVE);
        var byScope = Authority.of(resources.stream()
                .map(resource -> Permission.everything(resource, level))
                .toList());
        return asked.details().map(details -> details.authority().meet(byScope)).orElse(byScope);
    }

    private Authority chosen() {
        var permissions = new ArrayList<Permission>();
        for (var resource : resources) {
            var everything = Permission.everything(resource, access);
            if (tools.isEmpty()) permissions.add(everything);
            else if (tools.containsKey(resource)) permissions.add(everything.withTools(tools.get(resource)));
        }
        return Authority.of(permissions);
    }
}
