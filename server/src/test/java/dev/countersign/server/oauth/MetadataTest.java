package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import dev.countersign.core.json.StrictJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Walks the documents and tries all they list, and what they do not list. */
class MetadataTest {
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";

    @TempDir
    static Path folder;

    private static OAuthServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new OAuthServer(folder, "servers: { files: { url: 'https://mcp.example.com/mcp' } }").withOwner();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode json(String path) {
        var response = server.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return StrictJson.parse(response.body());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void the_issuer_is_byte_for_byte_the_one_clients_start_from() { // MCP 2026-07-28 AS-08, RFC 8414 §3.3, B1.3, U8
        assertThat(json(SERVER).path("issuer").asString()).isEqualTo(server.issuer());
    }

    @Test
    void a_reference_parser_reads_it_and_every_member_is_explicit() throws Exception { // RFC 8414 §2; REQUIREMENTS 2
        var parsed = AuthorizationServerMetadata.parse(server.get(SERVER).body());
        assertThat(parsed.supportsAuthorizationResponseIssuerParam()).isTrue();
        var document = json(SERVER);
        assertThat(texts(document.path("response_types_supported"))).containsExactly("code");
        assertThat(texts(document.path("response_modes_supported"))).containsExactly("query");
        assertThat(texts(document.path("grant_types_supported")))
                .containsExactly(
                        "authorization_code",
                        "refresh_token",
                        "client_credentials",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "urn:ietf:params:oauth:grant-type:token-exchange");
        assertThat(texts(document.path("token_endpoint_auth_methods_supported")))
                .containsExactly("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
        assertThat(texts(document.path("code_challenge_methods_supported"))).containsExactly("S256"); // MCP AS-05
        assertThat(texts(document.path("scopes_supported"))).contains("offline_access"); // MCP AS-23
        assertThat(document.path("authorization_response_iss_parameter_supported")
                        .asBoolean())
                .isTrue(); // MCP AS-07
        assertThat(document.path("client_id_metadata_document_supported").asBoolean())
                .isTrue(); // MCP AS-14
        assertThat(texts(document.path("authorization_details_types_supported")))
                .containsExactly("mcp"); // RFC 9396 §10
        document.forEach(
                member -> assertThat(member.isArray() && member.isEmpty()).isFalse()); // RFC 8414 §2
    }

    @Test
    void everything_listed_works() throws Exception { // RFC 8414; MCP AS-04
        var document = json(SERVER);
        assertThat(document.path("registration_endpoint").asString()).isEqualTo(server.issuer() + "/oauth/register");
        var registered = server.send(
                "POST",
                document.path("registration_endpoint").asString(),
                "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"none\"}",
                "Content-Type",
                "application/json");
        assertThat(registered.statusCode()).isEqualTo(201);
        var authorize = document.path("authorization_endpoint").asString();
        assertThat(server.get(authorize + "?" + server.query()).statusCode()).isEqualTo(303);
        for (var scope : texts(document.path("scopes_supported"))) {
            assertThat(server.asked(server.query("scope", scope)).resources()).containsExactly(server.files());
        }
        for (var type : texts(document.path("grant_types_supported"))) {
            var answer = server.post(
                    document.path("token_endpoint").asString(), Map.of("grant_type", type, "client_id", "mcp-agent"));
            assertThat(StrictJson.parse(answer.body()).path("error").asString())
                    .isIn("invalid_request", "unauthorized_client");
        }
        assertThat(server.post(
                                document.path("revocation_endpoint").asString(),
                                Map.of("token", "x", "client_id", "mcp-agent"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.post(
                                document.path("introspection_endpoint").asString(),
                                Map.of("token", "x", "client_id", "mcp-agent"))
                        .statusCode())
                .isEqualTo(401); // no resource is declared, so nobody may ask
        var keys = JWKSet.parse(server.get(document.path("jwks_uri").asString()).body());
        assertThat(keys.getKeys()).isNotEmpty().allMatch(key -> !key.isPrivate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/userinfo"})
    void what_is_not_listed_is_not_there(String path) { // BEHAVIOURS A1.13, issue of unlisted endpoints
        var response = server.post(path, Map.of("token", "x", "client_id", "mcp-agent"));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(StrictJson.parse(response.body()).path("error").asString()).isEqualTo("not_found");
        assertThat(server.get(SERVER).body()).doesNotContain(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "nonsense"})
    void grant_types_that_are_not_listed_are_unsupported(String type) { // RFC 6749 §5.2
        var response = server.post("/oauth/token", Map.of("grant_type", type, "client_id", "mcp-agent"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(StrictJson.parse(response.body()).path("error").asString()).isEqualTo("unsupported_grant_type");
    }

    @Test
    void clients_that_look_elsewhere_find_the_document_or_a_json_404() { // MCP 2026-07-28 CL-01, RFC 8414 §3.1
        assertThat(json(SERVER + "/mcp").path("issuer").asString()).isEqualTo(server.issuer());
        assertThat(json(SERVER + "/mcp/files").path("issuer").asString()).isEqualTo(server.issuer());
        for (var path : List.of(
                SERVER + "/mcp/unknown",
                "/.well-known/openid-configuration",
                "/.well-known/openid-configuration/mcp",
                RESOURCE + "/mcp/unknown",
                "/.well-known/nonsense")) {
            var response = server.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(StrictJson.parse(response.body()).path("error").asString())
                    .isEqualTo("not_found");
        }
    }

    @Test
    void the_owner_api_has_a_document_of_its_own_that_no_mcp_resource_points_to() { // RFC 9728 §3.1, BEHAVIOURS A1.1
        var document = json(RESOURCE + "/v1");
        assertThat(document.path("resource").asString()).isEqualTo(server.issuer() + "/v1");
        assertThat(texts(document.path("scopes_supported")))
                .contains("grants:read")
                .doesNotContain("mcp:read");
        for (var mcp : List.of("", "/mcp", "/mcp/files")) {
            assertThat(json(RESOURCE + mcp).toString()).doesNotContain("/v1", "grants:read");
        }
    }

    @Test
    void every_resource_has_its_document_at_its_path_inserted_address() { // RFC 9728 §3.1, §3.3; MCP RS-01, RS-02;,
        // B2.3
        // BEHAVIOURS B2.3
        for (var resource : List.of("", "/mcp", "/mcp/files")) {
            var document = json(RESOURCE + resource);
            assertThat(document.path("resource").asString()).isEqualTo(server.issuer() + resource);
            assertThat(texts(document.path("authorization_servers"))).containsExactly(server.issuer());
            assertThat(texts(document.path("bearer_methods_supported"))).containsExactly("header");
            assertThat(texts(document.path("scopes_supported"))).doesNotContain("offline_access"); // MCP RS-10
            assertThat(server.asked(server.query(
                                    "resource", document.path("resource").asString()))
                            .resources())
                    .hasSize(1);
        }
    }

    @Test
    void documents_can_be_cached_checked_again_and_read_by_scripts() { // RFC 9110 §13.1.2; RFC 9700 CORS
        for (var path : List.of(SERVER, RESOURCE + "/mcp/files", "/.well-known/jwks.json")) {
            var response = server.get(path, "Origin", "https://app.example");
            assertThat(response.headers().firstValue("Cache-Control")).contains("public, max-age=300");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            var tag = response.headers().firstValue("ETag").orElseThrow();
            var again = server.get(path, "If-None-Match", tag);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(server.send("HEAD", path, "").statusCode()).isEqualTo(200);
            var preflight = server.send("OPTIONS", path, "", "Origin", "https://app.example");
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                    .contains("GET");
        }
    }

    @Test
    void scripts_may_use_token_and_registration_but_not_the_authorization_endpoint() { // RFC 9700 §2.6
        var refused = server.post("/oauth/token", Map.of("grant_type", "password"), "Origin", "https://app.example");
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(server.send("OPTIONS", "/oauth/register", "").headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        assertThat(server.authorize(server.query()).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(server.send("OPTIONS", "/oauth/authorize", "").statusCode()).isEqualTo(405);
    }

    @Test
    void closed_registration_is_neither_listed_nor_possible() throws Exception { // DESIGN Clients
        try (var closed = new OAuthServer(
                java.nio.file.Files.createDirectory(folder.resolve("closed")), "registration: { open: false }")) {
            assertThat(closed.get(SERVER).body()).doesNotContain("registration_endpoint");
            var response = closed.send(
                    "POST", "/oauth/register", "{\"redirect_uris\":[]}", "Content-Type", "application/json");
            assertThat(response.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void both_documents_say_what_comes_of_a_device_request() { // BEHAVIOURS A1.2, A1.13, A1.14, A1.15
        var document = json(SERVER);
        assertThat(document.path("device_authorization_endpoint").asString())
                .isEqualTo(server.issuer() + "/oauth/device_authorization");
        var mcp = document.path("device_authorization_profiles_supported").path(0);
        assertThat(mcp.path("profile").asString()).isEqualTo("mcp");
        assertThat(texts(mcp.path("parameters_required"))).containsExactly("client_id", "resource");
        assertThat(texts(mcp.path("parameters_one_of_required"))).containsExactly("scope", "authorization_details");
        assertThat(mcp.path("token_kind").asString()).isEqualTo("client");
        assertThat(mcp.path("mcp_setup").asBoolean()).isTrue();
        assertThat(texts(mcp.path("resources"))).contains(server.issuer() + "/mcp");
        var owner = document.path("device_authorization_profiles_supported").path(1);
        assertThat(owner.path("profile").asString()).isEqualTo("owner_agent");
        assertThat(owner.path("token_kind").asString()).isEqualTo("owner");
        assertThat(owner.path("mcp_setup").asBoolean(true)).isFalse();
        assertThat(owner.path("mcp_owner_bearer_rejected").asBoolean()).isTrue();
        for (var path : List.of(RESOURCE, RESOURCE + "/mcp", RESOURCE + "/mcp/files")) {
            assertThat(json(path).path("device_authorization_profile").asString())
                    .isEqualTo("mcp");
            assertThat(server.get(path).body()).doesNotContain("owner");
        }
    }

    @Test
    void the_device_grant_switched_off_leaves_no_trace(@TempDir Path other) throws Exception { // DESIGN, issue 3.4
        try (var without = new OAuthServer(
                        other, "device: { enabled: off }\nservers: { files: { url: 'https://mcp.example.com/mcp' } }")
                .withOwner()) {
            for (var path : List.of(SERVER, RESOURCE, RESOURCE + "/mcp", RESOURCE + "/mcp/files")) {
                assertThat(without.get(path).body()).doesNotContain("device");
            }
            assertThat(without.post("/oauth/device_authorization", Map.of("client_id", "mcp-agent"))
                            .statusCode())
                    .isEqualTo(404);
            var refused = without.post(
                    "/oauth/token",
                    Map.of(
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:device_code",
                            "device_code",
                            "x",
                            "client_id",
                            "mcp-agent"));
            assertThat(StrictJson.parse(refused.body()).path("error").asString())
                    .isEqualTo("unsupported_grant_type");
            assertThat(StrictJson.parse(refused.body())
                            .path("error_description")
                            .asString())
                    .doesNotContain("device");
            var registered = without.send(
                    "POST",
                    "/oauth/register",
                    "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"none\",\"grant_types\":"
                            + "[\"authorization_code\",\"urn:ietf:params:oauth:grant-type:device_code\"]}",
                    "Content-Type",
                    "application/json");
            assertThat(registered.statusCode()).isEqualTo(201);
            assertThat(registered.body()).doesNotContain("device");
        }
    }
}
