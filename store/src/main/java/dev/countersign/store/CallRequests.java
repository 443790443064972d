package dev.countersign.store;

import dev.countersign.core.GrantId;
import dev.countersign.store.Asks.Ask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Requests beyond a grant, for one call or for more: they name that grant; and the approvals of calls that came of them. */
public final class CallRequests {
    private final Handle handle;

    CallRequests(Handle handle) {
        this.handle = handle;
    }

    public void insert(Ask ask, GrantId beyond) {
        new Asks(handle).insert(ask);
        handle.execute("update ask set beyond_grant = ? where id = ?", beyond.value(), ask.id());
    }

    /** The grant whose token was used; empty for every other kind of request. */
    public Optional<GrantId> beyond(String ask) {
        return handle.createQuery("select beyond_grant from ask where id = ? and beyond_grant is not null")
                .bind(0, ask)
                .mapTo(String.class)
                .findOne()
                .map(GrantId::new);
    }

    /** Requests beyond this grant whose time is not over, decided or not, newest first. */
    public List<Ask> of(GrantId beyond, Instant now) {
        return handle.createQuery(
                        "select * from ask where beyond_grant = ? and expires_at > ? order by created_at desc, id")
                .bind(0, beyond.value())
                .bind(1, Times.micros(now))
                .map((row, _) -> Asks.ask(row))
                .list();
    }

    /** Approved calls beyond this grant that were not made yet, newest first. Says nothing of time and revocation. */
    public List<GrantId> unused(GrantId beyond) {
        return handle.createQuery("select g.id from ask a join grants g on g.id = a.grant_id"
                        + " where a.beyond_grant = ? and g.uses < g.max_uses order by g.approved_at desc")
                .bind(0, beyond.value())
                .mapTo(String.class)
                .map(GrantId::new)
                .list();
    }
}
