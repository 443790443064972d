package dev.countersign.core.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Agent software, known by its {@code client_id}. The kind says how it is known, and so how far its words can be
 * trusted: only what the operator wrote is more than a claim.
 */
public sealed interface Client permits BuiltIn, Configured, SelfDescribed {

    /** The {@code client_id}, compared as a plain string. */
    String id();

    /** The name to show: a claim unless the client is built in or configured. */
    String name();

    /** The redirect URIs this client may use, as registered; how they match is the business of the redirect rules. */
    List<String> redirectUris();

    /** How it authenticates at the token endpoint. */
    AuthMethod authMethod();

    /** The grant types it may use. */
    Set<GrantType> grantTypes();

    /** The hash of its secret: present exactly when {@link #authMethod} needs one. */
    Optional<SecretHash> secret();

    /** Whether any loopback redirect will do, whatever its port and path (only the built-in client). */
    default boolean anyLoopbackRedirect() {
        return false;
    }

    /** Whether the operator vouches for the name and the redirect URIs. */
    default boolean vouched() {
        return false;
    }

    /** Its public keys as a JWK set: present when it authenticates with them and they are known without being fetched. */
    default Optional<Map<String, Object>> keys() {
        return Optional.empty();
    }

    /** Where its public keys are, when it authenticates with keys that are fetched ({@code jwks_uri}). */
    default Optional<String> keysAddress() {
        return Optional.empty();
    }

    /** Whether it wants every token of its bound to a key ({@code dpop_bound_access_tokens}, RFC 9449 §5.2). */
    default boolean proving() {
        return false;
    }

    /** Whether it may ask in that way. */
    default boolean may(GrantType type) {
        return grantTypes().contains(type);
    }
}
