package dev.countersign.server.oauth;

import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.oauth.client.Clients;
import dev.countersign.server.oauth.client.UnresolvedClient;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Client authentication at the token endpoint (RFC 6749 §2.3): none, {@code client_secret_basic}, {@code
 * client_secret_post} or {@code private_key_jwt} (RFC 7523 §2.2). A client that has a secret may send it in either way, and
 * must; one that has keys signs an assertion, and must; two ways at once are refused.
 */
final class ClientAuthentication {

    /** What a request says about who sends it. */
    record Credentials(String clientId, Optional<String> secret, Optional<String> assertion, boolean header) {
        @Override
        public String toString() {
            return "Credentials[" + clientId + "]";
        }
    }

    private final Clients clients;
    private final ClientAssertions assertions;

    ClientAuthentication(Clients clients, ClientAssertions assertions) {
        this.clients = clients;
        this.assertions = assertions;
    }

    /**
     * Reads who the request says it is from, without believing it.
     *
     * @throws Refusal.OAuth {@code invalid_request} when nothing or two things are said
     */
    static Credentials read(Exchange exchange, Parameters form) {
        var id = form.one("client_id");
        var secret = form.one("client_secret");
        var header = exchange.header("Authorization");
        if (form.has("client_assertion") || form.has("client_assertion_type")) {
            if (header.isPresent() || secret.isPresent()) throw two();
            return asserted(form, id);
        }
        if (header.isEmpty()) {
            return new Credentials(
                    id.orElseThrow(
                            () -> new Refusal.OAuth("invalid_request", "client_id is missing; send it in the body.")),
                    secret,
                    Optional.empty(),
                    false);
        }
        var basic = basic(header.get());
        if (secret.isPresent()) throw two();
        if (id.filter(other -> !other.equals(basic.clientId())).isPresent()) throw two();
        return basic;
    }

    /** The client is the subject of its assertion; a client_id beside it must be the same (RFC 7521 §4.2). */
    private static Credentials asserted(Parameters form, Optional<String> id) {
        if (!form.one("client_assertion_type").equals(Optional.of(ClientAssertions.TYPE))) {
            throw new Refusal.OAuth("invalid_client", "client_assertion_type must be " + ClientAssertions.TYPE + ".");
        }
        var assertion = form.one("client_assertion");
        var subject = assertion.flatMap(ClientAssertions::subject).filter(name -> !name.isEmpty());
        if (subject.isEmpty()) {
            throw new Refusal.OAuth("invalid_client", "client_assertion is not a JWT with the client_id as sub.");
        }
        if (id.filter(other -> !other.equals(subject.get())).isPresent()) {
            throw new Refusal.OAuth("invalid_client", "client_id is not the sub of the client_assertion.");
        }
        return new Credentials(subject.get(), Optional.empty(), assertion, false);
    }

    /** RFC 6749 §2.3.1: id and secret are form-encoded inside Basic (RFC 7617). */
    private static Credentials basic(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) throw malformed();
        try {
            var text = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            var colon = text.indexOf(':');
            if (colon <= 0) throw malformed();
            return new Credentials(
                    decoded(text.substring(0, colon)),
                    Optional.of(decoded(text.substring(colon + 1))).filter(secret -> !secret.isEmpty()),
                    Optional.empty(),
                    true);
        } catch (IllegalArgumentException | Parameters.Malformed _) {
            throw malformed();
        }
    }

    private static String decoded(String encoded) {
        return Parameters.parse("v=" + encoded.replace("&", "%26").replace("=", "%3D"))
                .one("v")
                .orElse("");
    }

    /**
     * The client, when the credentials are its own.
     *
     * @throws Refusal.OAuth {@code invalid_client}
     */
    Client authenticate(Credentials credentials, GrantType type, String network) {
        var client = resolved(credentials, type, network);
        requireAssertion(client, credentials, network);
        var hash = client.secret();
        if (hash.isEmpty() && credentials.secret().isPresent()) {
            throw wrong(credentials, "This client has no secret; leave client_secret out.");
        }
        if (hash.isPresent()) {
            var secret = credentials
                    .secret()
                    .orElseThrow(() -> wrong(credentials, "This client must authenticate with its secret."));
            if (!hash.get().matches(secret)) throw wrong(credentials, "The client_secret is wrong.");
        }
        return client;
    }

    private void requireAssertion(Client client, Credentials credentials, String network) {
        var assertion = credentials.assertion();
        if (client.authMethod() != AuthMethod.PRIVATE_KEY_JWT) {
            if (assertion.isPresent()) throw wrong(credentials, "No keys of this client are known here.");
            return;
        }
        if (assertion.isEmpty()) {
            throw wrong(credentials, "This client must authenticate with a client_assertion (private_key_jwt).");
        }
        assertions.problem(assertion.get(), client, network).ifPresent(problem -> {
            throw wrong(credentials, "The client_assertion " + problem + ".");
        });
    }

    /**
     * The same for a client that asks a human for something: it must not be barred.
     *
     * @throws Refusal.OAuth {@code invalid_client}
     */
    Client asking(Credentials credentials, GrantType type, String network) {
        var client = authenticate(credentials, type, network);
        try {
            clients.requireNotBarred(client);
        } catch (UnresolvedClient barred) {
            throw wrong(credentials, barred.remedy());
        }
        return client;
    }

    /**
     * A public described client that refreshes is known by the refresh token it holds: its document would add nothing, and
     * its publisher's host being away must not end what a human allowed.
     */
    private Client resolved(Credentials credentials, GrantType type, String network) {
        try {
            if (type == GrantType.REFRESH_TOKEN && Clients.describesItself(credentials.clientId())) {
                return clients.holder(credentials.clientId(), network);
            }
            return clients.find(credentials.clientId(), network);
        } catch (UnresolvedClient unresolved) {
            if (!unresolved.passing()) throw wrong(credentials, unresolved.remedy());
            // Whatever its document says when it can be had: such a client has no secret (CIMD draft §4.1).
            if (credentials.secret().isPresent() && Clients.describesItself(credentials.clientId())) {
                throw wrong(credentials, "A client that describes itself has no secret; leave client_secret out.");
            }
            throw new Refusal.OAuth(503, "temporarily_unavailable", unresolved.remedy()).retryAfter(30);
        }
    }

    private static Refusal.OAuth wrong(Credentials credentials, String remedy) {
        var refusal = new Refusal.OAuth("invalid_client", remedy);
        return credentials.header() ? refusal.challenging("Basic realm=\"countersign\", charset=\"UTF-8\"") : refusal;
    }

    private static Refusal.OAuth malformed() {
        return new Refusal.OAuth(
                        "invalid_client",
                        "The Authorization header is not well-formed Basic with a client_id and secret.")
                .challenging("Basic realm=\"countersign\", charset=\"UTF-8\"");
    }

    private static Refusal.OAuth two() {
        return new Refusal.OAuth("invalid_request", "The client is named in two different ways; authenticate in one.");
    }
}
