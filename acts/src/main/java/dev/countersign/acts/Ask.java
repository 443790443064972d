package dev.countersign.acts;

import dev.countersign.store.Asks;
import dev.countersign.store.Tx;

/** Stores what a client asks an owner for, so that a human can decide it. */
public record Ask(Asks.Ask ask) implements Act<String> {
    @Override
    public Done<String> in(Tx tx) {
        tx.asks().insert(ask);
        var event = Event.of(ask.client()).with("ask", ask.id()).with("transport", ask.transport());
        return Done.of(ask.id(), ask.owner().map(event::by).orElse(event));
    }
}
