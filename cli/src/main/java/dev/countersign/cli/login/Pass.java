package dev.countersign.cli.login;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What opens a resource.
 *
 * @param token the access token
 * @param key what it is bound to; empty for a bearer token
 */
public record Pass(String token, Optional<DeviceKey> key) {
    /** Nobody has to prove anything with it. */
    public static Pass bearer(String token) {
        return new Pass(token, Optional.empty());
    }

    /**
     * The headers of one request (RFC 6750 §2.1, RFC 9449 §7.1); the next request needs others.
     *
     * @param nonce what the resource wants to find in the proof
     */
    public Map<String, String> headers(String method, URI address, Optional<String> nonce) {
        return key.map(proven -> Map.of(
                        "Authorization",
                        "DPoP " + token,
                        Nonces.PROOF,
                        proven.proof(method, address, Optional.of(token), nonce)))
                .orElseGet(() -> Map.of("Authorization", "Bearer " + token));
    }

    /** The token stays out of logs. */
    @Override
    public String toString() {
        return key.isPresent() ? "Pass[DPoP]" : "Pass[Bearer]";
    }
}
