package dev.countersign.core.client;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Recipients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A client the operator wrote in the configuration file.
 *
 * @param resources the resources it may ask for; empty means every MCP resource. {@code <issuer>/v1} must be listed
 * @param own what it may do for itself; empty unless it may use client_credentials
 * @param keys its public keys as a JWK set; empty unless it authenticates with them
 * @param proving whether each of its tokens must be bound to a key
 */
public record Configured(
        String id,
        String name,
        List<String> redirectUris,
        AuthMethod authMethod,
        Set<GrantType> grantTypes,
        Optional<SecretHash> secret,
        List<String> resources,
        Optional<OwnGrant> own,
        Optional<Map<String, Object>> keys,
        boolean proving)
        implements Client {

    /**
     * What the operator lets a client do for itself, without any owner.
     *
     * @param access the highest level; empty for no authority at all
     * @param life how long one such grant lives; the next request makes another
     * @param handsOn to whom it may hand on; empty: to nobody
     * @param digest names the configuration's entry, so that a changed entry makes a new grant
     */
    public record OwnGrant(Optional<Access> access, Duration life, Optional<HandsOn> handsOn, String digest) {}

    /**
     * How the operator lets a client hand on what it has for itself.
     *
     * @param depth how many hops
     * @param access the highest level that may be handed on
     */
    public record HandsOn(int depth, Recipients to, Optional<Access> access) {}

    public Configured {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
        resources = List.copyOf(resources);
        if (secret.isPresent() != authMethod.secret()) {
            throw new IllegalArgumentException("client " + id + " is " + authMethod.wire()
                    + (secret.isPresent() ? " but has a secret" : " but has no secret"));
        }
    }

    /**
     * A client as the configuration file writes it: with a secret it may send it in the header or the body.
     *
     * @param secret the secret in clear; only its hash is kept
     */
    public static Configured of(
            String id,
            String name,
            List<String> redirectUris,
            Optional<String> secret,
            Set<GrantType> grantTypes,
            List<String> resources) {
        AuthMethod method = secret.isPresent() ? AuthMethod.CLIENT_SECRET_BASIC : AuthMethod.NONE;
        return new Configured(
                id,
                name,
                redirectUris,
                method,
                grantTypes,
                secret.map(SecretHash::of),
                resources,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** The same client, which may also act for itself. */
    public Configured acting(OwnGrant grant) {
        return new Configured(
                id, name, redirectUris, authMethod, grantTypes, secret, resources, Optional.of(grant), keys, proving);
    }

    /** The same client, each of whose tokens must be bound to a key. */
    public Configured alwaysProving() {
        return new Configured(id, name, redirectUris, authMethod, grantTypes, secret, resources, own, keys, true);
    }

    /** The same client, which authenticates with one of these keys and has no secret. */
    public Configured holding(Map<String, Object> jwks) {
        return new Configured(
                id,
                name,
                redirectUris,
                AuthMethod.PRIVATE_KEY_JWT,
                grantTypes,
                Optional.empty(),
                resources,
                own,
                Optional.of(jwks),
                proving);
    }

    @Override
    public boolean vouched() {
        return true;
    }
}
