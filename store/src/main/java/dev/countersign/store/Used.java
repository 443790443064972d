package dev.countersign.store;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Things that may be used once, such as proofs of a key: remembered for all nodes until they have ended anyway. */
public final class Used {
    private final Handle handle;

    Used(Handle handle) {
        this.handle = handle;
    }

    /**
     * Remembers a use; false when it was used before.
     *
     * @param hash names the thing and tells nothing about it
     * @param until when the thing ends by itself
     */
    public boolean first(String hash, Instant until) {
        return handle.execute(
                        "insert into used (hash, expires_at) values (?, ?) on conflict (hash) do nothing",
                        hash,
                        Times.micros(until))
                == 1;
    }

    public int sweep(Instant expiredBefore) {
        return handle.execute("delete from used where expires_at < ?", Times.micros(expiredBefore));
    }
}
