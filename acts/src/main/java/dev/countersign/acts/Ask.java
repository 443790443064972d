package dev.countersign.acts;

import dev.countersign.store.Asks;
import dev.countersign.store.Tx;

/** Stores what a client asks an owner for, so that a human can decide it. */
public record Ask(Asks.Ask ask) implements Act<String> {
    @Override
    public Done<String> in(Tx tx) {
        // Two tabs that open one address at once make one request.
        if (tx.asks().find(ask.id()).isPresent()) return Done.unchanged(ask.id());
        tx.asks().insert(ask);
        var event = Event.of(ask.client()).with("ask", ask.id()).with("transport", ask.transport());
        return Done.of(ask.id(), ask.owner().map(event::by).orElse(event));
    }
}
