package dev.countersign.server.oauth;

import dev.countersign.acts.Acts;
import dev.countersign.acts.GiveBack;
import dev.countersign.acts.RefreshTokens;
import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.client.GrantType;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.Verifier;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.Optional;

/**
 * {@code POST /oauth/revoke} (RFC 7009): a client gives back a token, and with it the grant behind it. What a token is, its
 * own spelling says, so {@code token_type_hint} is taken and not needed (§2.1). A token that means nothing here is answered
 * like one that was given back (§2.2).
 */
final class RevocationEndpoint {
    /** A token and whose it is. */
    private record Held(GrantId grant, ClientId client, String kind) {
        /** A personal access token belongs to whoever holds it: a finder may end it, whoever they say they are. */
        boolean anybodys() {
            return kind.equals("personal");
        }
    }

    private final ClientAuthentication authentication;
    private final RefreshTokens refreshTokens;
    private final Verifier verifier;
    private final Acts acts;
    private final FairQueue queue;

    RevocationEndpoint(
            ClientAuthentication authentication,
            RefreshTokens refreshTokens,
            Verifier verifier,
            Acts acts,
            FairQueue queue) {
        this.authentication = authentication;
        this.refreshTokens = refreshTokens;
        this.verifier = verifier;
        this.acts = acts;
        this.queue = queue;
    }

    Reply revoke(Exchange exchange) {
        var form = TokenEndpoint.form(exchange);
        var token = form.one("token")
                .orElseThrow(() -> new Refusal.OAuth("invalid_request", "token is missing; send it in the body."));
        var credentials = ClientAuthentication.read(exchange, form);
        var network = Networks.of(exchange.remote());
        return queue.run(credentials.clientId(), network, () -> revoke(token, credentials, network, exchange));
    }

    private Reply revoke(
            String token, ClientAuthentication.Credentials credentials, String network, Exchange exchange) {
        // Like a refresh: giving back must work while the host of a client's own document is away.
        var client = new ClientId(authentication
                .authenticate(credentials, GrantType.REFRESH_TOKEN, network)
                .id());
        held(token).ifPresent(held -> {
            if (!held.anybodys() && !held.client().equals(client)) {
                throw new Refusal.OAuth(
                        "invalid_grant", "The token was given to another client, and only that one can give it back.");
            }
            acts.perform(new GiveBack(held.grant(), held.kind(), acts.now()), Origins.of(exchange));
        });
        return Reply.empty(200).with("Cache-Control", "no-store");
    }

    private Optional<Held> held(String token) {
        var refresh = refreshTokens.read(token);
        if (refresh.isPresent()) {
            return acts.read(tx -> tx.lineages().find(refresh.get().lineage()))
                    .map(stored ->
                            new Held(stored.lineage().grant(), stored.lineage().client(), "refresh"));
        }
        return switch (verifier.verify(token, acts.now())) {
            case Verifier.Verdict.Valid(AccessToken valid) ->
                Optional.of(new Held(valid.grant(), valid.client(), valid.personal() ? "personal" : "access"));
            case Verifier.Verdict.Invalid _ -> Optional.empty();
            case Verifier.Verdict.Unavailable _ ->
                throw new Refusal.OAuth(503, "temporarily_unavailable", "The store does not answer. Try again.")
                        .retryAfter(1);
        };
    }
}
