package dev.countersign.server.oauth;

import dev.countersign.core.client.GrantType;
import dev.countersign.server.oauth.token.Issuance;
import dev.countersign.server.oauth.token.Presented;
import dev.countersign.server.oauth.token.TokenRequest;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.StoreUnavailable;
import java.util.List;

/** {@code POST /oauth/token} (RFC 6749 §3.2): who asks, what for, and what comes of it. */
final class TokenEndpoint {
    private static final int MOST_BYTES = 64 * 1024;

    private final List<GrantType> offered;
    private final ClientAuthentication authentication;
    private final Possession possession;
    private final Issuance issuance;
    private final FairQueue queue;

    /**
     * @param offered the grant types it takes
     */
    TokenEndpoint(
            List<GrantType> offered,
            ClientAuthentication authentication,
            Possession possession,
            Issuance issuance,
            FairQueue queue) {
        this.offered = List.copyOf(offered);
        this.authentication = authentication;
        this.possession = possession;
        this.issuance = issuance;
        this.queue = queue;
    }

    Reply token(Exchange exchange) {
        var form = form(exchange);
        var request = TokenRequest.read(form, offered);
        var credentials = ClientAuthentication.read(exchange, form);
        var network = Networks.of(exchange.remote());
        return queue.run(credentials.clientId(), network, () -> answer(request, credentials, network, exchange));
    }

    private Reply answer(
            TokenRequest request, ClientAuthentication.Credentials credentials, String network, Exchange exchange) {
        var client = authentication.authenticate(credentials, request.type(), network);
        if (!client.may(request.type())) {
            throw new Refusal.OAuth(
                    "unauthorized_client",
                    "This client is not registered for " + request.type().wire() + "; register it for that.");
        }
        try {
            var presented = new Presented(client, Origins.of(exchange), possession.of(exchange, client));
            var answer =
                    Reply.json(200, request.redeem(presented, issuance).json()).with("Pragma", "no-cache");
            return possession.answered(exchange, answer);
        } catch (StoreUnavailable _) {
            throw new Refusal.OAuth(503, "temporarily_unavailable", "The server cannot store anything now. Try again.")
                    .retryAfter(1);
        }
    }

    /**
     * The form of a request to an endpoint that clients call by themselves: bounded, and with nothing twice (RFC 6749 §3.2);
     * only {@code resource} and {@code audience} may stand again (RFC 8707 §2, RFC 8693 §2.1).
     */
    static Parameters form(Exchange exchange) {
        if (exchange.body().length > MOST_BYTES) {
            throw new Refusal.OAuth(
                    413, "invalid_request", "The body is larger than " + MOST_BYTES + " bytes; send less.");
        }
        var form = exchange.form();
        for (var name : form.repeated()) if (!name.equals("resource") && !name.equals("audience")) form.one(name);
        return form;
    }
}
