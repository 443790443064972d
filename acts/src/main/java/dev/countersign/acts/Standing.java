package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.delegation.Chain;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Collection;

/** Whether a grant is alive: inside its window, and not ended or stopped through any of its keys. */
public enum Standing {
    ALIVE,
    NOT_YET,
    ENDED_BY_TIME,
    REVOKED,
    /** Its owner stopped it, until they let it go on. */
    SUSPENDED,
    /** An admin or the operator stopped it, until one of them lets it go on. */
    HELD,
    /** Its client or device is not wanted any more; later grants would be dead too. */
    BARRED;

    public boolean alive() {
        return this == ALIVE;
    }

    /** Judges by the database, inside a transaction. */
    static Standing of(Grant grant, Tx tx, Instant now) {
        return of(grant, tx.revocations().of(grant.keys()), now);
    }

    /** Judges a grant with all above it: their rows reach it through its keys, but each has a window of its own. */
    static Standing of(Chain chain, Tx tx, Instant now) {
        return of(chain, tx.revocations().of(chain.holder().keys()), now);
    }

    /**
     * @param rows every revocation row of the last grant's keys
     */
    public static Standing of(Chain chain, Collection<Revocation> rows, Instant now) {
        var standing = of(chain.holder(), rows, now);
        return standing == ALIVE && !now.isBefore(chain.until()) ? ENDED_BY_TIME : standing;
    }

    /**
     * @param rows every revocation row of the grant's keys
     */
    public static Standing of(Grant grant, Collection<Revocation> rows, Instant now) {
        if (now.isBefore(grant.notBefore())) return NOT_YET;
        if (!now.isBefore(grant.until())) return ENDED_BY_TIME;
        var suspended = false;
        var held = false;
        for (var row : rows) {
            if (!row.stops(grant.approvedAt())) continue;
            switch (row.kind()) {
                case BARRED -> {
                    return BARRED;
                }
                case REVOKED -> {
                    return REVOKED;
                }
                case SUSPENDED -> suspended |= !spared(grant, row.key());
                case HELD -> held |= !spared(grant, row.key());
            }
        }
        if (held) return HELD;
        return suspended ? SUSPENDED : ALIVE;
    }

    /**
     * Whether a suspension by this key leaves the grant alone: stopping all agents, of an owner or of everybody, spares
     * owner tokens. They can only look and take away, and must be able to resume what they stopped.
     */
    public static boolean spared(Grant grant, RevocationKey key) {
        return grant.kind() == TokenKind.OWNER
                && (key.equals(RevocationKey.ALL)
                        || grant.subject() instanceof Subject.Owner(OwnerId owner)
                                && key.equals(RevocationKey.of(owner)));
    }
}
