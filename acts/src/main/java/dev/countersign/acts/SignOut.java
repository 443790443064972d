package dev.countersign.acts;

import dev.countersign.store.Sessions;
import dev.countersign.store.Tx;

/** Ends a session. */
public record SignOut(Sessions.Session session) implements Act<Boolean> {
    @Override
    public Done<Boolean> in(Tx tx) {
        if (!tx.sessions().remove(session.hash())) return Done.unchanged(false);
        return Done.of(true, Event.of(session.owner()));
    }
}
