package dev.countersign.server.oauth;

import dev.countersign.core.Asked;
import dev.countersign.core.Pkce;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.redirect.Redirects;
import dev.countersign.server.web.Parameters;
import java.util.List;
import java.util.Optional;

/**
 * Reads authorization requests for a code (OAuth 2.1 §4.1.1, RFC 7636 §4.3, RFC 9449 §10): the same whether a browser brings
 * them or a client pushes them (RFC 9126 §2.1).
 */
final class CodeRequests {
    private final Redirects redirects;
    private final Asking asking;

    CodeRequests(Redirects redirects, Asking asking) {
        this.redirects = redirects;
        this.asking = asking;
    }

    /**
     * Where the answer goes: the presented URI, or the only one the client has.
     *
     * @throws RequestError when it is not one of the client's; nobody is sent there
     */
    String redirectUri(Client client, Parameters parameters) {
        var presented = parameters.one("redirect_uri");
        var only = client.redirectUris().size() == 1 && presented.isEmpty()
                ? Optional.of(client.redirectUris().getFirst())
                : presented;
        var uri = only.orElseThrow(
                () -> wrong("The program did not say where to return to (redirect_uri). Report this to its makers."));
        redirects.problem(uri).ifPresent(problem -> {
            throw wrong("The address the program wants to return to " + problem + ". Report this to its makers.");
        });
        return redirects
                .admit(client, uri)
                .orElseThrow(() -> wrong(
                        "The address the program wants to return to is not one that it is known by. Start again at the "
                                + "program; if it happens again, its registration is wrong."))
                .uri();
    }

    private static RequestError wrong(String remedy) {
        return new RequestError("invalid_request", remedy);
    }

    /**
     * What the request asks for.
     *
     * @throws RequestError which the client is told where it is answered
     */
    Asked read(Client client, String redirectUri, Optional<String> state, Parameters parameters) {
        requireGrantType(client);
        requireCode(parameters);
        requireNoRequestObject(parameters);
        requireInteraction(parameters);
        var redirect = new Asked.Redirect(redirectUri, state, challenge(parameters));
        var asked = asking.read(client, Optional.of(redirect), parameters);
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
}
