package dev.countersign.server.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import dev.countersign.core.client.SecretHash;
import dev.countersign.server.oauth.ClientAuthentication.Credentials;
import dev.countersign.server.oauth.Resources.Kind;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.web.Refusal;
import java.util.Map;
import java.util.Optional;

/**
 * The declared resources as callers (RFC 7662 §2.1): their {@code client_id} is their URL, and the operator gave them a secret
 * or wrote down their public keys. They are no clients: they get no tokens, and no client's credentials work in their place.
 * Immutable.
 *
 * @param secrets resource id → its secret
 * @param keys resource id → its public keys; a resource with neither asks nothing
 */
public record ResourceServers(Resources resources, Map<String, SecretHash> secrets, Map<String, JWKSet> keys) {
    private static final String CHALLENGE = "Basic realm=\"countersign\", charset=\"UTF-8\"";

    public ResourceServers {
        secrets = Map.copyOf(secrets);
        keys = Map.copyOf(keys);
    }

    /**
     * The resource these credentials prove.
     *
     * @param assertions judges a signed assertion, which is used up by it
     * @throws Refusal.OAuth {@code invalid_client}
     */
    Resource authenticate(Credentials credentials, ClientAssertions assertions) {
        var resource = resources
                .find(credentials.clientId())
                .filter(found -> found.kind() == Kind.DECLARED)
                .orElseThrow(() -> wrong(
                        "Only a resource that the operator declared may ask about tokens, with its URL as client_id; a "
                                + "client's credentials never can."));
        var known = Optional.ofNullable(keys.get(resource.id()));
        if (known.isPresent()) requireAssertion(resource, known.get(), credentials, assertions);
        else requireSecret(resource, credentials);
        return resource;
    }

    private static void requireAssertion(
            Resource resource, JWKSet known, Credentials credentials, ClientAssertions assertions) {
        var assertion = credentials
                .assertion()
                .orElseThrow(() -> wrong("This resource must authenticate with a client_assertion (private_key_jwt)."));
        assertions.problem(assertion, resource.id(), known).ifPresent(problem -> {
            throw wrong("The client_assertion " + problem + ".");
        });
    }

    private void requireSecret(Resource resource, Credentials credentials) {
        if (credentials.assertion().isPresent()) throw wrong("No keys of this resource are known here.");
        var hash = Optional.ofNullable(secrets.get(resource.id()))
                .orElseThrow(() ->
                        wrong("This resource has neither a secret nor keys. The operator can give it one of them."));
        if (credentials.secret().filter(hash::matches).isEmpty()) {
            throw wrong("The secret of this resource is wrong or missing.");
        }
    }

    private static Refusal.OAuth wrong(String remedy) {
        return new Refusal.OAuth("invalid_client", remedy).challenging(CHALLENGE);
    }
}
