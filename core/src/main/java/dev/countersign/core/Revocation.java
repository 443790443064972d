package dev.countersign.core;

import java.time.Instant;

/** One row of the revocation table. */
public record Revocation(RevocationKey key, Kind kind, Instant since) {
    /** What the row does to the grants its key names. */
    public enum Kind {
        /** Ends, for good, every grant approved at or before {@code since}. */
        REVOKED,
        /** Stops every grant until the row is removed: its owner put it, and removes it. */
        SUSPENDED,
        /** Stops every grant until the row is removed: an admin or the operator put it, and only they remove it. */
        HELD,
        /** Ends every grant, those to come too: a client or a device that is not wanted any more. */
        BARRED
    }

    /** Whether this row ends or stops a grant that has this row's key and was approved at that moment. */
    public boolean stops(Instant approvedAt) {
        return kind != Kind.REVOKED || !approvedAt.isAfter(since);
    }
}
