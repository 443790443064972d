package dev.countersign.server.oauth;

import dev.countersign.acts.Acts;
import dev.countersign.core.Asked;
import dev.countersign.core.Pkce;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.redirect.Redirects;
import dev.countersign.server.consent.Handover;
import dev.countersign.server.oauth.client.Clients;
import dev.countersign.server.oauth.client.UnresolvedClient;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /oauth/authorize} (OAuth 2.1 §4.1.1, RFC 8707, RFC 9207, RFC 9396). Nothing is stored and no client hears
 * anything before a human signed in: the request, or what is wrong with it, goes on sealed to the consent page. A bad client
 * or redirect URI ends on a page and never redirects.
 */
final class AuthorizeEndpoint {
    private static final int LONGEST_QUERY = 4500;
    private static final int LONGEST_STATE = 2000;

    private record Target(Client client, String redirectUri, Optional<String> state) {}

    private final Clients clients;
    private final Redirects redirects;
    private final Asking asking;
    private final Redirection redirection;
    private final Handover handover;
    private final Acts acts;

    AuthorizeEndpoint(
            Clients clients,
            Redirects redirects,
            Asking asking,
            Redirection redirection,
            Handover handover,
            Acts acts) {
        this.clients = clients;
        this.redirects = redirects;
        this.asking = asking;
        this.redirection = redirection;
        this.handover = handover;
        this.acts = acts;
    }

    Reply authorize(Exchange exchange) {
        requireReadable(exchange);
        var parameters = exchange.query();
        requireNothingTwice(parameters);
        var target = target(parameters, exchange);
        requireAnOwner();
        try {
            return Reply.seeOther(handover.request(asked(target, parameters), acts.now()));
        } catch (RequestError error) {
            var answer = redirection.error(target.redirectUri(), target.state(), error.code(), error.remedy());
            return Reply.seeOther(handover.failure(Asked.Asker.of(target.client()), answer, acts.now()));
        }
    }

    private static void requireReadable(Exchange exchange) {
        if (exchange.rawQuery().length() > LONGEST_QUERY) {
            throw page(
                    414,
                    "The program's request is longer than " + LONGEST_QUERY
                            + " characters. It must ask for less at once.");
        }
    }

    /** RFC 6749 §3.1: nothing may stand twice; only {@code resource} may (RFC 8707 §2). */
    private static void requireNothingTwice(Parameters parameters) {
        var repeated = parameters.repeated().stream()
                .filter(name -> !name.equals("resource"))
                .toList();
        if (!repeated.isEmpty()) {
            throw page(
                    400,
                    "The program's request says something twice that may be said once. Report this to its makers.");
        }
    }

    private Target target(Parameters parameters, Exchange exchange) {
        var id = parameters
                .one("client_id")
                .orElseThrow(
                        () -> page(400, "The program did not say who it is (client_id). Report this to its makers."));
        var client = client(id, Networks.of(exchange.remote()));
        var redirectUri = redirectUri(client, parameters.one("redirect_uri"));
        var state = parameters.one("state");
        if (state.filter(text -> text.length() > LONGEST_STATE).isPresent()) {
            throw page(
                    400,
                    "The program's state is longer than " + LONGEST_STATE + " characters. Report this to its makers.");
        }
        return new Target(client, redirectUri, state);
    }

    private Client client(String id, String network) {
        try {
            return clients.find(id, network);
        } catch (UnresolvedClient unresolved) {
            var page = page(unresolved.passing() ? 503 : 400, unresolved.remedy());
            throw unresolved.passing() ? page.retryAfter(30) : page;
        } catch (FairQueue.Full _) {
            throw page(429, "Too many programs are being looked up. Try again in a few seconds.")
                    .retryAfter(5);
        }
    }

    private String redirectUri(Client client, Optional<String> presented) {
        var only = client.redirectUris().size() == 1 && presented.isEmpty()
                ? Optional.of(client.redirectUris().getFirst())
                : presented;
        var uri = only.orElseThrow(() ->
                page(400, "The program did not say where to return to (redirect_uri). Report this to its makers."));
        redirects.problem(uri).ifPresent(problem -> {
            throw page(400, "The address the program wants to return to " + problem + ". Report this to its makers.");
        });
        return redirects
                .admit(client, uri)
                .orElseThrow(() -> page(
                        400,
                        "The address the program wants to return to is not one that it is known by. Start again at the "
                                + "program; if it happens again, its registration is wrong."))
                .uri();
    }

    private void requireAnOwner() {
        if (acts.read(tx -> !tx.owners().any())) {
            throw new Refusal.Page(
                            503,
                            "This server has no owner yet",
                            "Nobody can decide this request (interaction_required). Open the setup link that the server printed "
                                    + "when it started, or run: countersign owner create --name NAME. Then start again at the "
                                    + "program.")
                    .retryAfter(60);
        }
    }

    private Asked asked(Target target, Parameters parameters) {
        requireGrantType(target.client());
        requireCode(parameters);
        requireNoRequestObject(parameters);
        requireInteraction(parameters);
        var redirect = new Asked.Redirect(target.redirectUri(), target.state(), challenge(parameters));
        var asked = asking.read(target.client(), Optional.of(redirect), parameters);
        return key(parameters).map(asked::boundTo).orElse(asked);
    }

    /** RFC 9449 §10: the code will be good only with a proof of this key. */
    private static Optional<Asked.BoundKey> key(Parameters parameters) {
        return parameters.one("dpop_jkt").map(thumbprint -> {
            if (!Asked.BoundKey.isThumbprint(thumbprint)) {
                throw new RequestError(
                        "invalid_request", "dpop_jkt is not the base64url SHA-256 thumbprint of a key (RFC 7638).");
            }
            return new Asked.BoundKey(thumbprint, false);
        });
    }

    private static void requireGrantType(Client client) {
        if (!client.may(GrantType.AUTHORIZATION_CODE)) {
            throw new RequestError("unauthorized_client", "This client is not registered for authorization_code.");
        }
    }

    private static void requireCode(Parameters parameters) {
        var type = parameters.one("response_type");
        if (type.isEmpty()) throw new RequestError("invalid_request", "response_type is missing; send code.");
        if (!type.get().equals("code")) {
            throw new RequestError("unsupported_response_type", "Only response_type=code is offered here.");
        }
        if (!parameters.one("response_mode").orElse("query").equals("query")) {
            throw new RequestError("invalid_request", "Only response_mode=query is offered here; leave it out.");
        }
    }

    /** RFC 9101 §6.3: what is not offered is refused, never ignored, for it would say what the request really is. */
    private static void requireNoRequestObject(Parameters parameters) {
        for (var name : List.of("request", "request_uri")) {
            if (parameters.one(name).isPresent()) {
                throw new RequestError(
                        name + "_not_supported", "Send the parameters themselves instead of " + name + ".");
            }
        }
    }

    /** Every request needs a human here, so one that forbids it cannot succeed (OpenID Connect Core §3.1.2.6). */
    private static void requireInteraction(Parameters parameters) {
        if (parameters.one("prompt").filter("none"::equals).isPresent()) {
            throw new RequestError("interaction_required", "A human must decide this request; leave prompt=none out.");
        }
    }

    /** RFC 7636 §4.3: an absent method means plain, which is not offered. */
    private static String challenge(Parameters parameters) {
        var challenge = parameters.one("code_challenge");
        if (challenge.isEmpty())
            throw new RequestError("invalid_request", "code_challenge is missing; PKCE is required.");
        if (!parameters.one("code_challenge_method").orElse("plain").equals(Pkce.S256)) {
            throw new RequestError("invalid_request", "code_challenge_method must be S256.");
        }
        if (!Pkce.isChallenge(challenge.get())) {
            throw new RequestError("invalid_request", "code_challenge is not the base64url SHA-256 of a verifier.");
        }
        return challenge.get();
    }

    private static Refusal.Page page(int status, String remedy) {
        return new Refusal.Page(status, "This request cannot go on", remedy);
    }
}
