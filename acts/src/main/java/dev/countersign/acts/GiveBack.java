package dev.countersign.acts;

import dev.countersign.core.GrantId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.time.Instant;

/**
 * The holder of a token gives it back: its grant ends for good, and all that came of it (RFC 7009 §2.1). A grant that has
 * ended already stays as it is.
 *
 * @param token what was given back: {@code access}, {@code refresh} or {@code personal}
 */
public record GiveBack(GrantId grant, String token, Instant now) implements Act<Boolean> {
    /** Whether this ended it. */
    @Override
    public Done<Boolean> in(Tx tx) {
        var found = tx.grants().find(grant);
        if (found.isEmpty()) return Done.unchanged(false);
        var standing = Standing.of(found.get(), tx, now);
        if (standing == Standing.REVOKED || standing == Standing.ENDED_BY_TIME) return Done.unchanged(false);
        tx.revocations().put(new Revocation(RevocationKey.of(grant), Revocation.Kind.REVOKED, tx.databaseTime()));
        return Done.of(true, Event.of(found.get()).with("token", token));
    }
}
