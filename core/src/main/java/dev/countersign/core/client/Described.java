package dev.countersign.core.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A client whose {@code client_id} is the https URL of its own metadata document
 * (draft-ietf-oauth-client-id-metadata-document).
 *
 * @param pinned whether the document came with this server instead of from the network
 */
public record Described(String id, ClientMetadata metadata, boolean pinned) implements Client {

    /** The host that published the document: what must be shown beside the name. */
    public String host() {
        return URI.create(id).getHost();
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

    @Override
    public Optional<SecretHash> secret() {
        return Optional.empty();
    }

    /** The device grant needs nothing that could be registered, so clients that only name browser grants have it too. */
    @Override
    public boolean may(GrantType type) {
        return type == GrantType.DEVICE_CODE || grantTypes().contains(type);
    }
}
