package dev.countersign.server.console;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.people.LiveGrants;
import dev.countersign.store.Grants;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An owner's living grants at one server, by the tools their human saw. Reads at most {@value #EACH} grants for each of
 * {@value #SETS} sets of tools, by an index, however many grants there are.
 *
 * @param grants newest first
 * @param more whether others were not looked at
 */
record ServerGrants(List<Grant> grants, boolean more) {
    static final int EACH = 50;
    static final int SETS = 100;

    /** Every set of tools that grants of an owner were given for. */
    static List<Grants.Pinned> sets(OwnerId owner, Tx tx) {
        return tx.grants().pinned(owner, SETS);
    }

    /**
     * @param sets which of them to look at; those without tools of the server have no grants there
     */
    static ServerGrants at(Resource server, List<Grants.Pinned> sets, OwnerId owner, Tx tx, Instant now) {
        var found = new ArrayList<Grant>();
        var more = sets.size() == SETS;
        for (var set : sets) {
            if (!set.catalogues().containsKey(server.name())) continue;
            var some = tx.grants().pinning(owner, set, now, EACH + 1);
            more |= some.size() > EACH;
            some.stream()
                    .limit(EACH)
                    .filter(grant -> grant.authority().locations().contains(server.id()))
                    .forEach(found::add);
        }
        found.sort(Comparator.comparing(Grant::approvedAt).reversed());
        return new ServerGrants(LiveGrants.among(found, tx, now), more);
    }
}
