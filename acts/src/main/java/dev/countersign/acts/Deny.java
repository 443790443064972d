package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.store.Asks;
import dev.countersign.store.Tx;
import java.time.Instant;

/** Refuses an open request, explicitly: the client is told access_denied. */
public record Deny(String ask, OwnerId by, Instant now) implements Act<Boolean> {
    /** True when this ended the request; false when it was decided before. */
    @Override
    public Done<Boolean> in(Tx tx) {
        var pending = tx.asks().find(ask).orElseThrow();
        if (!tx.asks().decide(ask, Asks.State.DENIED, null, now)) return Done.unchanged(false);
        return Done.of(true, Event.of(pending.client()).by(by).with("ask", ask));
    }
}
