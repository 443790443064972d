package dev.countersign.core.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A client that registered itself (RFC 7591). All it says is a claim.
 *
 * @param registrationToken the hash of the token that reads, replaces or deletes the registration (RFC 7592)
 * @param issuedAt {@code client_id_issued_at}
 */
public record Registered(
        String id, ClientMetadata metadata, Optional<SecretHash> secret, SecretHash registrationToken, Instant issuedAt)
        implements Client {

    public Registered {
        if (secret.isPresent() != metadata.authMethod().secret()) {
            throw new IllegalArgumentException("client " + id + ": a secret belongs to "
                    + metadata.authMethod().wire() + " exactly when it authenticates with one");
        }
    }

    @Override
    public String name() {
        return metadata.name();
    }

    @Override
    public List<String> redirectUris() {
        return metadata.redirectUris();
    }

    @Override
    public AuthMethod authMethod() {
        return metadata.authMethod();
    }

    @Override
    public Optional<Map<String, Object>> keys() {
        return metadata.keys();
    }

    @Override
    public Optional<String> keysAddress() {
        return metadata.keysAddress();
    }

    @Override
    public boolean proving() {
        return metadata.proving();
    }

    @Override
    public Set<GrantType> grantTypes() {
        return metadata.grantTypes();
    }

    /** The device grant needs nothing that could be registered, so clients that only name browser grants have it too. */
    @Override
    public boolean may(GrantType type) {
        return type == GrantType.DEVICE_CODE || grantTypes().contains(type);
    }
}
