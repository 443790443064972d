package dev.countersign.server.oauth;

import dev.countersign.core.Digest;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.client.GrantType;
import dev.countersign.guard.Proofs;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.oauth.token.ProvenGrants;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents clients discover everything by: RFC 8414 for the server, RFC 9728 for each resource, RFC 7517 for the keys.
 * Every member is written out, for an absent one has a default that may be wrong; what is listed works, what is not does
 * not.
 */
final class Metadata {
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String KEYS = "/.well-known/jwks.json";

    private final String issuer;
    private final Resources resources;
    private final boolean registration;
    private final boolean pushedOnly;
    private final List<GrantType> grantTypes;
    private final Supplier<String> keys;

    /**
     * @param registration whether anybody may register a client
     * @param pushedOnly whether every authorization request must be pushed first
     * @param grantTypes the grant types of the token endpoint
     * @param keys the published key set as JSON
     */
    Metadata(
            String issuer,
            Resources resources,
            boolean registration,
            boolean pushedOnly,
            List<GrantType> grantTypes,
            Supplier<String> keys) {
        this.issuer = issuer;
        this.resources = resources;
        this.registration = registration;
        this.pushedOnly = pushedOnly;
        this.grantTypes = List.copyOf(grantTypes);
        this.keys = keys;
    }

    /**
     * The routes. The server's document also stands where clients that take a resource for the issuer look for it; they see
     * in it which issuer is the right one.
     */
    void routes(Routes routes) {
        var server = server().toString();
        routes.get(SERVER, exchange -> published(exchange, server)).crossOrigin(SERVER);
        routes.get(SERVER + "/mcp", exchange -> published(exchange, server)).crossOrigin(SERVER + "/mcp");
        routes.get(SERVER + "/mcp/{server}", exchange -> {
                    known(exchange);
                    return published(exchange, server);
                })
                .crossOrigin(SERVER + "/mcp/{server}");
        var own = resources.mcp().getFirst();
        routes.get(
                        RESOURCE,
                        exchange -> published(exchange, resource(issuer, own).toString()))
                .crossOrigin(RESOURCE);
        routes.get(
                        RESOURCE + "/mcp",
                        exchange -> published(exchange, resource(own.id(), own).toString()))
                .crossOrigin(RESOURCE + "/mcp");
        routes.get(RESOURCE + "/mcp/{server}", exchange -> {
                    var resource = known(exchange);
                    return published(exchange, resource(resource.id(), resource).toString());
                })
                .crossOrigin(RESOURCE + "/mcp/{server}");
        routes.get(RESOURCE + "/v1", exchange -> published(exchange, ownerApi().toString()))
                .crossOrigin(RESOURCE + "/v1");
        routes.get(KEYS, exchange -> published(exchange, keys.get())).crossOrigin(KEYS);
    }

    private Resource known(Exchange exchange) {
        return resources
                .server(exchange.segment("server"))
                .orElseThrow(() -> new Refusal.OAuth(
                        404,
                        "not_found",
                        "There is no server of that name here. Check the address with its operator."));
    }

    /** RFC 8414 §2, RFC 9207 §3, RFC 9396 §10, draft-ietf-oauth-client-id-metadata-document §5. */
    private ObjectNode server() {
        var document = object().put("issuer", issuer)
                .put("authorization_endpoint", issuer + "/oauth/authorize")
                .put("token_endpoint", issuer + "/oauth/token")
                .put("pushed_authorization_request_endpoint", issuer + "/oauth/par")
                .put("require_pushed_authorization_requests", pushedOnly)
                .put("revocation_endpoint", issuer + "/oauth/revoke")
                .put("introspection_endpoint", issuer + "/oauth/introspect")
                .put("jwks_uri", issuer + KEYS);
        if (registration) document.put("registration_endpoint", issuer + "/oauth/register");
        list(document, "scopes_supported", scopes(true));
        list(document, "response_types_supported", List.of("code"));
        list(document, "response_modes_supported", List.of("query"));
        list(
                document,
                "grant_types_supported",
                grantTypes.stream().map(GrantType::wire).toList());
        if (grantTypes.contains(GrantType.JWT_BEARER)) {
            // draft-ietf-oauth-identity-assertion-authz-grant §7.2: of all assertions, this kind only.
            list(
                    document,
                    "authorization_grant_profiles_supported",
                    List.of("urn:ietf:params:oauth:grant-profile:id-jag"));
        }
        list(document, "refresh_token_expiration_types_supported", List.of("authorization", "token_timeout"));
        list(document, "token_endpoint_auth_methods_supported", AuthMethod.wireNames());
        list(document, "token_endpoint_auth_signing_alg_values_supported", assertionAlgorithms());
        list(document, "revocation_endpoint_auth_methods_supported", AuthMethod.wireNames());
        list(document, "revocation_endpoint_auth_signing_alg_values_supported", assertionAlgorithms());
        // Only declared resources ask, and each has a secret or keys; a public way in would be none.
        list(
                document,
                "introspection_endpoint_auth_methods_supported",
                Stream.of(AuthMethod.values())
                        .filter(method -> method != AuthMethod.NONE)
                        .map(AuthMethod::wire)
                        .toList());
        list(document, "introspection_endpoint_auth_signing_alg_values_supported", assertionAlgorithms());
        list(document, "introspection_signing_alg_values_supported", List.of("ES256"));
        list(document, "dpop_signing_alg_values_supported", Proofs.ALGORITHMS);
        list(document, "code_challenge_methods_supported", List.of("S256"));
        list(document, "authorization_details_types_supported", List.of("mcp"));
        if (devices()) {
            document.put("device_authorization_endpoint", issuer + "/oauth/device_authorization");
            document.set("device_authorization_profiles_supported", DeviceProfiles.supported(resources));
        }
        // Ours, as RFC 8414 §2 allows: who needs neither registration nor a document.
        list(
                document,
                "built_in_clients_supported",
                BuiltIn.all().stream().map(BuiltIn::id).toList());
        // Ours as well: what a pushed or a device's request proves an earlier grant with.
        list(document, "grant_replacement_parameters_supported", List.of(ProvenGrants.ID, ProvenGrants.TOKEN));
        return document.put("authorization_response_iss_parameter_supported", true)
                .put("client_id_metadata_document_supported", true)
                .put("request_parameter_supported", false)
                .put("request_uri_parameter_supported", false);
    }

    /** RFC 9728 §2. {@code offline_access} is not listed: it is nothing a resource could ask for (MCP RS-10). */
    private ObjectNode resource(String id, Resource resource) {
        var document = object().put("resource", id);
        list(document, "authorization_servers", List.of(issuer));
        list(document, "scopes_supported", scopes(false));
        list(document, "bearer_methods_supported", List.of("header"));
        list(document, "dpop_signing_alg_values_supported", Proofs.ALGORITHMS);
        list(document, "authorization_details_types_supported", List.of("mcp"));
        // The way to a token of the kind this resource takes, and to no other.
        if (devices()) document.put("device_authorization_profile", DeviceProfiles.MCP);
        // Ours, because RFC 9728 knows all or nothing: the scopes whose use needs a token bound to a key.
        resource.proofFrom()
                .filter(from -> !resource.proofRequired())
                .ifPresent(from -> list(
                        document,
                        "dpop_bound_scopes",
                        Stream.of(Access.values())
                                .filter(access -> access.compareTo(from) >= 0)
                                .map(Access::scope)
                                .toList()));
        return document.put("resource_name", resource.name())
                .put("tls_client_certificate_bound_access_tokens", false)
                .put("dpop_bound_access_tokens_required", resource.proofRequired());
    }

    private boolean devices() {
        return grantTypes.contains(GrantType.DEVICE_CODE);
    }

    /** RFC 9728 §2 for the owner API. Nothing that describes an MCP resource points here. */
    private ObjectNode ownerApi() {
        var document = object().put("resource", resources.ownerApi());
        list(document, "authorization_servers", List.of(issuer));
        list(document, "scopes_supported", OwnerScope.wireNames());
        list(document, "bearer_methods_supported", List.of("header"));
        list(document, "dpop_signing_alg_values_supported", Proofs.ALGORITHMS);
        return document.put("resource_name", "Countersign's owner API")
                .put("resource_documentation", issuer + "/v1/openapi.json")
                .put("tls_client_certificate_bound_access_tokens", false)
                .put("dpop_bound_access_tokens_required", false);
    }

    private static List<String> assertionAlgorithms() {
        return ClientKeys.ALGORITHMS.stream().map(alg -> alg.getName()).toList();
    }

    private static List<String> scopes(boolean offline) {
        var all = new java.util.ArrayList<>(
                Arrays.stream(Access.values()).map(Access::scope).toList());
        if (offline) all.add(Scopes.OFFLINE_ACCESS);
        return all;
    }

    private static Reply published(Exchange exchange, String json) {
        var tag = "\"" + Digest.of(json).base64url().substring(0, 22) + "\"";
        var reply = exchange.header("If-None-Match").filter(tag::equals).isPresent()
                ? Reply.empty(304)
                : Reply.bytes(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
        return reply.with("Cache-Control", "public, max-age=300").with("ETag", tag);
    }

    private static void list(ObjectNode document, String name, List<String> values) {
        var array = document.putArray(name);
        values.forEach(array::add);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
