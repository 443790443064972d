package dev.countersign.gateway;

import dev.countersign.acts.Acts;
import dev.countersign.acts.upkeep.Spend;
import dev.countersign.guard.Replays;
import dev.countersign.store.StoreUnavailable;
import java.time.Instant;

/** Remembers used proofs in the database, for all nodes and across restarts. */
public final class StoredReplays implements Replays {
    private final Acts acts;

    public StoredReplays(Acts acts) {
        this.acts = acts;
    }

    @Override
    public Use use(String hash, Instant until) {
        try {
            return acts.upkeep(new Spend(hash, until)) ? Use.FIRST : Use.AGAIN;
        } catch (StoreUnavailable e) {
            return Use.UNKNOWN;
        }
    }
}
