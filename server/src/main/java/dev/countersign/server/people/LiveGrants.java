package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Standing;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What an owner has allowed that still lives. */
public final class LiveGrants {
    private LiveGrants() {}

    /** Those of the found ones that live, in their order; asks the database once, however many there are. */
    public static List<Grant> among(List<Grant> found, Tx tx, Instant now) {
        var keys = found.stream().flatMap(grant -> grant.keys().stream()).collect(Collectors.toSet());
        var rows = tx.revocations().of(keys).stream().collect(Collectors.groupingBy(Revocation::key));
        return found.stream()
                .filter(grant -> Standing.of(
                                grant,
                                grant.keys().stream()
                                        .flatMap(key -> rows.getOrDefault(key, List.of()).stream())
                                        .toList(),
                                now)
                        .alive())
                .toList();
    }

    /** Whether there is any for a client; reads the grants of that client only. */
    public static boolean any(Acts acts, OwnerId owner, ClientId client) {
        var now = acts.now();
        return acts.read(tx -> tx.grants().unexpired(owner, client, now).stream()
                .anyMatch(grant -> Standing.of(grant, tx.revocations().of(grant.keys()), now)
                        .alive()));
    }
}
