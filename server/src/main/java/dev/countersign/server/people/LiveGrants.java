package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Standing;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import java.util.List;

/** What an owner has allowed that still lives. */
public final class LiveGrants {
    private LiveGrants() {}

    /** All of them, newest first. */
    public static List<Grant> of(Acts acts, OwnerId owner) {
        var now = acts.now();
        return acts.read(tx -> tx.grants().unexpired(owner, now).stream()
                .filter(grant -> Standing.of(grant, tx.revocations().of(grant.keys()), now)
                        .alive())
                .toList());
    }

    /** Whether there is any for a client; reads the grants of that client only. */
    public static boolean any(Acts acts, OwnerId owner, ClientId client) {
        var now = acts.now();
        return acts.read(tx -> tx.grants().unexpired(owner, client, now).stream()
                .anyMatch(grant -> Standing.of(grant, tx.revocations().of(grant.keys()), now)
                        .alive()));
    }
}
