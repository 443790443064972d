package dev.countersign.acts;

import dev.countersign.store.Asks;
import dev.countersign.store.Tx;

/**
 * Puts what a client asks for before an owner. A request of a browser begins here; one of a device waited without an owner
 * until now, and goes to whoever opened it last.
 */
public record Ask(Asks.Ask ask) implements Act<String> {
    @Override
    public Done<String> in(Tx tx) {
        // Two tabs that open one address at once make one request.
        if (!began(tx)) return Done.unchanged(ask.id());
        var event = Event.of(ask.client()).with("ask", ask.id()).with("transport", ask.transport());
        return Done.of(ask.id(), ask.owner().map(event::by).orElse(event));
    }

    private boolean began(Tx tx) {
        if (tx.asks().find(ask.id()).isPresent()) {
            return ask.owner()
                    .map(owner -> tx.deviceRequests().open(ask.id(), owner))
                    .orElse(false);
        }
        tx.asks().insert(ask);
        return true;
    }
}
