package dev.countersign.server.oauth;

import dev.countersign.core.client.SecretHash;
import dev.countersign.server.oauth.Resources.Kind;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.web.Refusal;
import java.util.Map;
import java.util.Optional;

/**
 * The declared resources as callers: their {@code client_id} is their URL, and the operator gave them a secret. They are no
 * clients: they get no tokens, and no client's credentials work in their place. Immutable.
 *
 * @param secrets resource id → its secret; a resource without one asks nothing
 */
public record ResourceServers(Resources resources, Map<String, SecretHash> secrets) {
    private static final String CHALLENGE = "Basic realm=\"countersign\", charset=\"UTF-8\"";

    public ResourceServers {
        secrets = Map.copyOf(secrets);
    }

    /**
     * The resource these credentials prove.
     *
     * @throws Refusal.OAuth {@code invalid_client}
     */
    Resource authenticate(ClientAuthentication.Credentials credentials) {
        var resource = resources
                .find(credentials.clientId())
                .filter(found -> found.kind() == Kind.DECLARED)
                .orElseThrow(() -> wrong(
                        "Only a resource that the operator declared may ask about tokens, with its URL as client_id; a "
                                + "client's credentials never can."));
        var hash = Optional.ofNullable(secrets.get(resource.id()))
                .orElseThrow(() -> wrong("This resource has no secret. The operator can give it one."));
        if (credentials.secret().filter(hash::matches).isEmpty()) {
            throw wrong("The secret of this resource is wrong or missing.");
        }
        return resource;
    }

    private static Refusal.OAuth wrong(String remedy) {
        return new Refusal.OAuth("invalid_client", remedy).challenging(CHALLENGE);
    }
}
