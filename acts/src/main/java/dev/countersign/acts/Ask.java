package dev.countersign.acts;

import dev.countersign.store.Asks;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Puts what a client asks for before an owner. A request of a browser begins here; one of a device waited without an owner
 * until now, and goes to whoever opened it last.
 *
 * @param personal the personal access token that will stand for the grant
 */
public record Ask(Asks.Ask ask, Optional<PersonalTokens.Token> personal) implements Act<String> {
    /** A request that is no personal access token's. */
    public Ask(Asks.Ask ask) {
        this(ask, Optional.empty());
    }

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
        personal.ifPresent(tx.personalTokens()::insert);
        return true;
    }
}
