package dev.countersign.core.client;

import java.net.URI;
import java.util.Optional;

/**
 * A client whose {@code client_id} is the https URL of its own metadata document
 * (draft-ietf-oauth-client-id-metadata-document).
 *
 * @param pinned whether the document came with this server instead of from the network
 */
public record Described(String id, ClientMetadata metadata, boolean pinned) implements SelfDescribed {

    /** The host that published the document: what must be shown beside the name. */
    public String host() {
        return URI.create(id).getHost();
    }

    @Override
    public Optional<SecretHash> secret() {
        return Optional.empty();
    }
}
