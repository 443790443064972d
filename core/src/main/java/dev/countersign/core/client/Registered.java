package dev.countersign.core.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A client that registered itself (RFC 7591). All it says is a claim.
 *
 * @param registrationToken the hash of the token that reads, replaces or deletes the registration (RFC 7592)
 * @param issuedAt {@code client_id_issued_at}
 */
public record Registered(
        String id, ClientMetadata metadata, Optional<SecretHash> secret, SecretHash registrationToken, Instant issuedAt)
        implements SelfDescribed {

    public Registered {
        if (secret.isPresent() != metadata.authMethod().secret()) {
            throw new IllegalArgumentException("client " + id + ": a secret belongs to "
                    + metadata.authMethod().wire() + " exactly when it authenticates with one");
        }
    }
}
