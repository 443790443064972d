package dev.countersign.server;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Asked;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.Scopes;
import dev.countersign.gateway.StepUp.Holder;
import dev.countersign.store.Asks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What an agent asks of its owner with a token it holds: a pending request that leads to no redirect.
 *
 * @param timeout how long a request waits for its owner
 * @param askers what is known of the client that holds a grant
 */
record HolderRequests(Acts acts, Duration timeout, Function<Grant, Asked.Asker> askers) {
    /** The client of the grant asks for this, from where it proved to be. */
    Asked asked(Holder holder, Authority authority) {
        var asked = new Asked(
                askers.apply(holder.grant()),
                Optional.empty(),
                List.copyOf(authority.locations()),
                Scopes.NONE,
                Optional.of(new AuthorizationDetails(authority, Optional.empty())),
                Set.of());
        return holder.proved().map(Asked.HeldKey::new).map(asked::proving).orElse(asked);
    }

    /**
     * The request as a row, not stored yet.
     *
     * @param transport how it came
     */
    Asks.Ask ask(String transport, Grant grant, OwnerId owner, Asked asked, Origin origin) {
        var now = acts.now();
        return new Asks.Ask(
                Secrets.id("ask"),
                transport,
                Optional.of(owner),
                grant.client(),
                TokenKind.CLIENT,
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now,
                now.plus(timeout),
                Optional.empty(),
                origin.address(),
                origin.userAgent());
    }
}
