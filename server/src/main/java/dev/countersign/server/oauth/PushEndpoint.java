package dev.countersign.server.oauth;

import dev.countersign.acts.Acts;
import dev.countersign.core.Asked;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.oauth.token.ProvenGrants;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code POST /oauth/par} (RFC 9126 §2): a client shows its authorization request here first, authenticated as at the token
 * endpoint, and the browser carries only a reference. A proof of a key binds the code to that key (RFC 9449 §10.1).
 */
final class PushEndpoint {
    private static final int LONGEST_STATE = 2000;

    private final ClientAuthentication authentication;
    private final Possession possession;
    private final CodeRequests requests;
    private final PushedRequests pushed;
    private final ProvenGrants proven;
    private final Acts acts;
    private final FairQueue queue;

    PushEndpoint(
            ClientAuthentication authentication,
            Possession possession,
            CodeRequests requests,
            PushedRequests pushed,
            ProvenGrants proven,
            Acts acts,
            FairQueue queue) {
        this.authentication = authentication;
        this.possession = possession;
        this.requests = requests;
        this.pushed = pushed;
        this.proven = proven;
        this.acts = acts;
        this.queue = queue;
    }

    Reply push(Exchange exchange) {
        var form = TokenEndpoint.form(exchange);
        var credentials = ClientAuthentication.read(exchange, form);
        var network = Networks.of(exchange.remote());
        return queue.run(credentials.clientId(), network, () -> {
            var client = authentication.asking(credentials, GrantType.AUTHORIZATION_CODE, network);
            return possession.answered(exchange, answer(pushed(client, form, exchange)));
        });
    }

    private String pushed(Client client, Parameters form, Exchange exchange) {
        if (form.has("request_uri")) {
            throw new Refusal.OAuth(
                    "invalid_request", "request_uri has no place in a pushed request; send the parameters themselves.");
        }
        var state = form.one("state");
        if (state.filter(text -> text.length() > LONGEST_STATE).isPresent()) {
            throw new Refusal.OAuth(
                    "invalid_request", "state is longer than " + LONGEST_STATE + " characters; shorten it.");
        }
        var key = possession.shownBy(exchange);
        var asked = bound(asked(client, state, form), key);
        var beyond = proven.of(form, client, key, acts.now()).map(Asked.StepUp::from);
        return pushed.push(beyond.map(asked::beyond).orElse(asked))
                .orElseThrow(() -> new Refusal.OAuth(
                        413, "invalid_request", "The request asks for too much at once; ask for less."));
    }

    private Asked asked(Client client, Optional<String> state, Parameters form) {
        try {
            return requests.read(client, requests.redirectUri(client, form), state, form);
        } catch (RequestError error) {
            throw new Refusal.OAuth(error.code(), error.remedy());
        }
    }

    /** RFC 9449 §10.1: the proof speaks for the key; a dpop_jkt beside it must name the same. */
    private static Asked bound(Asked asked, Optional<String> proved) {
        if (proved.isEmpty()) return asked;
        var thumbprint = proved.get();
        if (asked.key().filter(named -> !named.thumbprint().equals(thumbprint)).isPresent()) {
            throw new Refusal.OAuth("invalid_dpop_proof", "The proof is of another key than dpop_jkt names.");
        }
        return asked.boundTo(new Asked.BoundKey(thumbprint, true));
    }

    private static Reply answer(String requestUri) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("request_uri", requestUri)
                .put("expires_in", PushedRequests.LIFE.toSeconds());
        return Reply.json(201, body).with("Pragma", "no-cache");
    }
}
