package dev.countersign.core.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client says of itself (RFC 7591 §2), checked: every URI is lawful, every value is one we understand.
 *
 * @param name the name to show, free of control characters, at most 100 characters
 * @param members every registered member in the order it came, for echoing; values are strings, numbers, booleans,
 *     lists and maps of such. A remote logo is kept as text and never fetched
 */
public record ClientMetadata(
        String name,
        List<String> redirectUris,
        AuthMethod authMethod,
        Set<GrantType> grantTypes,
        Map<String, Object> members) {

    /** The public keys it authenticates with, as a JWK set. */
    public Optional<Map<String, Object>> keys() {
        if (authMethod != AuthMethod.PRIVATE_KEY_JWT || !(members.get("jwks") instanceof Map<?, ?> jwks)) {
            return Optional.empty();
        }
        var keys = new LinkedHashMap<String, Object>();
        jwks.forEach((name, value) -> keys.put(String.valueOf(name), value));
        return Optional.of(keys);
    }

    /** Where the public keys it authenticates with are, when they do not stand here. */
    public Optional<String> keysAddress() {
        return authMethod == AuthMethod.PRIVATE_KEY_JWT && members.get("jwks_uri") instanceof String address
                ? Optional.of(address)
                : Optional.empty();
    }

    /** Whether it wants every token of its bound to a key (RFC 9449 §5.2). */
    public boolean proving() {
        return Boolean.TRUE.equals(members.get("dpop_bound_access_tokens"));
    }

    public ClientMetadata {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
