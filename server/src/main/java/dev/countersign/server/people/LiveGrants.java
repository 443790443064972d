package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Standing;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import java.util.List;

/** What an owner has allowed that still lives. */
public final class LiveGrants {
    private LiveGrants() {}

    /** Newest first. */
    public static List<Grant> of(Acts acts, OwnerId owner) {
        var now = acts.now();
        return acts.read(tx -> tx.grants().unexpired(owner, now).stream()
                .filter(grant -> Standing.of(grant, tx.revocations().of(grant.keys()), now)
                        .alive())
                .toList());
    }
}
