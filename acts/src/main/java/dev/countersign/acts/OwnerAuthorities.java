package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import dev.countersign.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each owner may do at all: the root of every tree of grants. Comes from the configuration; immutable.
 */
public final class OwnerAuthorities {
    /**
     * Who may do what at one server.
     *
     * @param location the server's resource
     * @param owners owner name, or {@code *} for everybody else, to the highest access, empty where there is none;
     *     empty as a whole = everything for the first owner and nothing for others
     */
    public record Rule(String location, Optional<Map<String, Optional<Access>>> owners) {}

    private final String ownResource;
    private final List<Rule> rules;

    /**
     * @param ownResource {@code <issuer>/mcp}, where every owner may read
     */
    public OwnerAuthorities(String ownResource, List<Rule> rules) {
        this.ownResource = ownResource;
        this.rules = List.copyOf(rules);
    }

    /** The owner's authority; nothing when there is no such owner. */
    public Authority of(OwnerId id, Tx tx) {
        var owner = tx.owners().find(id);
        if (owner.isEmpty()) return Authority.NONE;
        var first = tx.owners().all().getFirst().id().equals(id);
        var permissions = new ArrayList<Permission>();
        permissions.add(Permission.everything(ownResource, Access.READ));
        for (var rule : rules) {
            access(rule, owner.get().name(), first)
                    .ifPresent(access -> permissions.add(Permission.everything(rule.location(), access)));
        }
        return Authority.of(permissions);
    }

    /** Every resource there is to ask for. */
    public List<String> locations() {
        var all = new ArrayList<String>();
        all.add(ownResource);
        rules.forEach(rule -> all.add(rule.location()));
        return all;
    }

    private static Optional<Access> access(Rule rule, String name, boolean first) {
        if (rule.owners().isEmpty()) return first ? Optional.of(Access.DESTRUCTIVE) : Optional.empty();
        var owners = rule.owners().get();
        return owners.getOrDefault(name, owners.getOrDefault("*", Optional.empty()));
    }
}
