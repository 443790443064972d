package dev.countersign.cli.login;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an authorization server says of itself (RFC 8414 §2), whose issuer was already checked. */
public final class ServerMetadata {
    static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    private final String issuer;
    private final ObjectNode document;

    ServerMetadata(String issuer, ObjectNode document) {
        this.issuer = issuer;
        this.document = document;
    }

    /** Byte for byte as the protected resource names it. */
    public String issuer() {
        return issuer;
    }

    public URI tokenEndpoint() throws LoginException {
        return endpoint("token_endpoint")
                .orElseThrow(() -> LoginException.refused(issuer + " names no token endpoint, so it gives no tokens."));
    }

    /** Where tokens are given back (RFC 7009). */
    public Optional<URI> revocationEndpoint() throws LoginException {
        return endpoint("revocation_endpoint");
    }

    /** Where the keys stand that sign its tokens (RFC 8414 §2). */
    public Optional<URI> keys() throws LoginException {
        return endpoint("jwks_uri");
    }

    Optional<URI> registrationEndpoint() throws LoginException {
        return endpoint("registration_endpoint");
    }

    /** Present when codes can be used here: PKCE with S256 must be offered (MCP CL-04). */
    Optional<URI> authorizationEndpoint() throws LoginException {
        boolean pkce = list("code_challenge_methods_supported").contains("S256");
        boolean codes = !document.has("grant_types_supported")
                || list("grant_types_supported").contains("authorization_code");
        return pkce && codes ? endpoint("authorization_endpoint") : Optional.empty();
    }

    /** Present when device authorization works here (RFC 8628 §4). */
    public Optional<URI> deviceEndpoint() throws LoginException {
        return list("grant_types_supported").contains(DEVICE_GRANT)
                ? endpoint("device_authorization_endpoint")
                : Optional.empty();
    }

    /** Whether it binds tokens to a key like ours (RFC 9449 §5.1). */
    public boolean bindsToKeys() {
        return list("dpop_signing_alg_values_supported").contains(DeviceKey.ALGORITHM);
    }

    boolean offersOfflineAccess() {
        return list("scopes_supported").contains("offline_access");
    }

    boolean answersWithIssuer() {
        return document.path("authorization_response_iss_parameter_supported").asBoolean(false);
    }

    boolean readsClientDocuments() {
        return document.path("client_id_metadata_document_supported").asBoolean(false);
    }

    /** Whether it knows this client without being told: Countersign's own member. */
    boolean knows(String clientId) {
        return list("built_in_clients_supported").contains(clientId);
    }

    /** Absent means {@code client_secret_basic} (RFC 8414 §2). */
    Set<String> authMethods() {
        return document.has("token_endpoint_auth_methods_supported")
                ? Set.copyOf(list("token_endpoint_auth_methods_supported"))
                : Set.of("client_secret_basic");
    }

    /** The profile of that name in {@code device_authorization_profiles_supported}, Countersign's own member. */
    public Optional<JsonNode> deviceProfile(String profile) {
        return document.path("device_authorization_profiles_supported")
                .valueStream()
                .filter(entry -> entry.path("profile").asString("").equals(profile))
                .findFirst();
    }

    private Optional<URI> endpoint(String member) throws LoginException {
        JsonNode value = document.path(member);
        return value.isString() ? Optional.of(Addresses.safe(value.stringValue(), member)) : Optional.empty();
    }

    private List<String> list(String member) {
        return document.path(member)
                .valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }
}
