package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Tries every member of every metadata document, and what stands beside it unlisted. A member that nobody tries fails: a
 * document that grows needs a try here.
 */
class ListedTest {
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String NOTES = "https://notes.example/mcp";
    private static final String KEYED = "https://keyed.example/mcp";
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    static Path folder;

    private static final KeyRing KEYS = new KeyRing();
    private static final IdentityProvider PROVIDER = new IdentityProvider("k1");
    private static OAuthServer server;
    private static Tokens tokens;

    @BeforeAll
    static void start() throws Exception {
        var jwks = Files.writeString(folder.resolve("robot.json"), KEYS.jwks());
        var idp = Files.writeString(folder.resolve("idp.json"), PROVIDER.jwks());
        server = OAuthServer.on(Database.SQLITE.url(folder), """
                        servers:
                          files: { url: 'https://mcp.example.com/mcp' }
                          safe: { url: 'https://safe.example.com/mcp', require-dpop: write }
                        resources:
                          https://notes.example/mcp: { name: Notes, secret: 'notes secret' }
                          https://keyed.example/mcp: { name: Keyed, jwks: '%1$s' }
                        clients:
                          robot: { jwks: '%1$s', grant_types: [client_credentials] }
                          reporter: { client_secret: 'reporter secret', grant_types: [client_credentials] }
                          reader: { client_secret: 'reader secret', grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'] }
                          desk: { client_secret: 'desk secret', grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'] }
                        assertions:
                          https://idp.example: { jwks: '%2$s', owners: { S123: ada }, access: write, until: PT1H }
                        """.formatted(jwks, idp.toUri()))
                .withOwner();
        tokens = new Tokens(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode document(String path) {
        return Tokens.ok(server.get(path));
    }

    private static List<String> texts(JsonNode array) {
        assertThat(array.isArray() && !array.isEmpty()).as(array.toString()).isTrue();
        return array.valueStream().map(JsonNode::asString).toList();
    }

    static List<String> ofTheServer() {
        return document(SERVER).propertyStream().map(Map.Entry::getKey).toList();
    }

    @ParameterizedTest // RFC 8414 §2, DESIGN 5: everything listed works; BEHAVIOURS A1.13
    @MethodSource("ofTheServer")
    void every_member_of_the_servers_document_is_true(String member) throws Exception {
        var value = document(SERVER).path(member);
        switch (member) {
            case "issuer" -> assertThat(value.asString()).isEqualTo(server.issuer());
            case "authorization_endpoint" ->
                assertThat(server.get(value.asString() + "?" + server.query()).statusCode())
                        .isEqualTo(303);
            case "token_endpoint" -> Tokens.ok(server.post(value.asString(), byCode("mcp-agent")));
            case "pushed_authorization_request_endpoint" -> pushed(value.asString());
            case "require_pushed_authorization_requests" -> {
                assertThat(value.asBoolean(true)).isFalse();
                assertThat(server.asked(server.query()).resources()).containsExactly(server.files());
            }
            case "revocation_endpoint" -> {
                var given = tokens.given(server.files());
                var form = Map.of("client_id", "mcp-agent", "token", Tokens.text(given, "refresh_token"));
                assertThat(server.post(value.asString(), form).statusCode()).isEqualTo(200);
                assertThat(Tokens.error(tokens.refresh(Tokens.text(given, "refresh_token"))))
                        .isEqualTo("invalid_grant");
            }
            case "introspection_endpoint" ->
                assertThat(introspected(value.asString(), "Authorization", Tokens.basic(NOTES, "notes secret"))
                                .body())
                        .contains("\"active\":true");
            case "jwks_uri" ->
                signedWith(JWKSet.parse(server.get(value.asString()).body()));
            case "registration_endpoint" ->
                assertThat(registered(value.asString(), "none").statusCode()).isEqualTo(201);
            case "scopes_supported" -> {
                for (var scope : texts(value)) {
                    assertThat(server.asked(server.query("scope", scope)).resources())
                            .containsExactly(server.files());
                }
                assertThat(server.failure(server.query("scope", "mcp:admin"))).containsEntry("error", "invalid_scope");
            }
            case "response_types_supported" -> {
                for (var type : texts(value)) server.asked(server.query("response_type", type));
                for (var type : List.of("token", "code token", "none")) {
                    assertThat(server.failure(server.query("response_type", type)))
                            .containsEntry("error", "unsupported_response_type");
                }
            }
            case "response_modes_supported" -> {
                for (var mode : texts(value)) server.asked(server.query("response_mode", mode));
                for (var mode : List.of("fragment", "form_post", "jwt")) {
                    assertThat(server.failure(server.query("response_mode", mode)))
                            .containsEntry("error", "invalid_request");
                }
            }
            case "grant_types_supported" -> {
                for (var type : texts(value))
                    assertThat(redeemed(type).has("access_token")).as(type).isTrue();
            }
            case "authorization_grant_profiles_supported" -> {
                assertThat(texts(value)).containsExactly("urn:ietf:params:oauth:grant-profile:id-jag");
                assertThat(Tokens.error(asserted(PROVIDER.assertion("JWT", server, claims -> {}))))
                        .isEqualTo("invalid_grant");
            }
            case "refresh_token_expiration_types_supported" -> {
                var members =
                        Map.of("authorization", "authorization_expires_in", "token_timeout", "refresh_token_timeout");
                var given = tokens.given(server.files());
                for (var type : texts(value)) {
                    assertThat(given.path(members.get(type)).asLong()).as(type).isPositive();
                }
            }
            case "token_endpoint_auth_methods_supported" -> {
                for (var method : texts(value)) Tokens.ok(authenticated("/oauth/token", method, "ES256"));
                assertThat(registered("/oauth/register", "client_secret_jwt").statusCode())
                        .isEqualTo(400);
            }
            case "token_endpoint_auth_signing_alg_values_supported" -> {
                for (var each : texts(value)) Tokens.ok(authenticated("/oauth/token", "private_key_jwt", each));
                assertThat(texts(value)).doesNotContain("none", "HS256");
                for (var each : List.of("RS512", "PS384")) {
                    assertThat(Tokens.error(authenticated("/oauth/token", "private_key_jwt", each)))
                            .isEqualTo("invalid_client");
                }
            }
            case "revocation_endpoint_auth_methods_supported" -> {
                for (var method : texts(value)) {
                    assertThat(authenticated("/oauth/revoke", method, "ES256").statusCode())
                            .as(method)
                            .isEqualTo(200);
                }
            }
            case "revocation_endpoint_auth_signing_alg_values_supported" -> {
                for (var each : texts(value)) {
                    assertThat(authenticated("/oauth/revoke", "private_key_jwt", each)
                                    .statusCode())
                            .as(each)
                            .isEqualTo(200);
                }
            }
            case "introspection_endpoint_auth_methods_supported" -> {
                assertThat(texts(value))
                        .containsExactly("client_secret_basic", "client_secret_post", "private_key_jwt");
                assertThat(asserted("ES256", KEYED).statusCode()).isEqualTo(200);
                assertThat(introspected("/oauth/introspect", "Authorization", Tokens.basic(NOTES, "notes secret"))
                                .statusCode())
                        .isEqualTo(200);
                var body = Map.of("token", "x", "client_id", NOTES, "client_secret", "notes secret");
                assertThat(server.post("/oauth/introspect", body).statusCode()).isEqualTo(200);
                assertThat(server.post("/oauth/introspect", Map.of("token", "x", "client_id", NOTES))
                                .statusCode())
                        .isEqualTo(401);
            }
            case "introspection_endpoint_auth_signing_alg_values_supported" -> {
                for (var each : texts(value)) {
                    assertThat(asserted(each, KEYED).statusCode()).as(each).isEqualTo(200);
                }
                for (var each : List.of("RS512", "PS384")) {
                    assertThat(Tokens.error(asserted(each, KEYED))).isEqualTo("invalid_client");
                }
            }
            case "introspection_signing_alg_values_supported" -> {
                var answer = introspected(
                        "/oauth/introspect",
                        "Authorization",
                        Tokens.basic(NOTES, "notes secret"),
                        "Accept",
                        "application/token-introspection+jwt");
                assertThat(texts(value))
                        .containsExactly(SignedJWT.parse(answer.body())
                                .getHeader()
                                .getAlgorithm()
                                .getName());
            }
            case "dpop_signing_alg_values_supported" -> {
                for (var each : texts(value)) {
                    assertThat(Tokens.text(Tokens.ok(proved(each)), "token_type"))
                            .as(each)
                            .isEqualTo("DPoP");
                }
                for (var each : List.of("RS512", "PS384")) {
                    assertThat(Tokens.error(proved(each))).isEqualTo("invalid_dpop_proof");
                }
            }
            case "code_challenge_methods_supported" -> {
                for (var method : texts(value)) server.asked(server.query("code_challenge_method", method));
                for (var method : List.of("plain", "")) {
                    assertThat(server.failure(server.query("code_challenge_method", method)))
                            .containsEntry("error", "invalid_request");
                }
            }
            case "authorization_details_types_supported" -> {
                for (var type : texts(value)) {
                    assertThat(server.asked(server.query("authorization_details", details(type)))
                                    .details())
                            .isPresent();
                }
                assertThat(server.failure(server.query("authorization_details", details("payment"))))
                        .containsEntry("error", "invalid_authorization_details");
            }
            case "device_authorization_endpoint" ->
                assertThat(Tokens.ok(server.post(value.asString(), device("mcp-agent")))
                                .has("user_code"))
                        .isTrue();
            case "device_authorization_profiles_supported" -> value.forEach(ListedTest::profile);
            case "built_in_clients_supported" -> {
                for (var client : texts(value)) Tokens.ok(server.post("/oauth/token", byCode(client)));
            }
            case "grant_replacement_parameters_supported" -> replaced(texts(value));
            case "authorization_response_iss_parameter_supported" -> {
                assertThat(value.asBoolean()).isTrue();
                assertThat(server.failure(server.query("scope", "mcp:admin"))).containsEntry("iss", server.issuer());
            }
            case "client_id_metadata_document_supported" -> {
                assertThat(value.asBoolean()).isTrue();
                var described = server.query(
                        "client_id", "https://claude.ai/oauth/claude-code-client-metadata",
                        "redirect_uri", "http://localhost:5000/callback");
                assertThat(server.asked(described).asker().name()).isEqualTo("Claude Code");
            }
            case "request_parameter_supported" -> {
                assertThat(value.asBoolean(true)).isFalse();
                assertThat(server.failure(server.query("request", "a.b.c")))
                        .containsEntry("error", "request_not_supported");
            }
            case "request_uri_parameter_supported" -> {
                assertThat(value.asBoolean(true)).isFalse();
                assertThat(server.failure(server.query("request_uri", "https://agent.example/request")))
                        .containsEntry("error", "request_uri_not_supported");
            }
            default -> throw new AssertionError(member + " is listed, and nothing here tries it");
        }
    }

    @ParameterizedTest // RFC 9728 §2, MCP 2026-07-28 RS-01; what is asked at the resource itself is BoundTokenTest
    @ValueSource(strings = {"", "/mcp", "/mcp/files", "/mcp/safe", "/v1"})
    void every_member_of_a_resources_document_is_true(String path) {
        var document = document(RESOURCE + path);
        var resource = document.path("resource").asString();
        document.propertyStream().forEach(member -> {
            var value = member.getValue();
            switch (member.getKey()) {
                case "resource" -> assertThat(resource).isEqualTo(server.issuer() + path);
                case "authorization_servers" -> {
                    for (var issuer : texts(value)) {
                        assertThat(document(issuer + SERVER).path("issuer").asString())
                                .isEqualTo(issuer);
                    }
                }
                case "scopes_supported" -> texts(value).forEach(scope -> scope(path, resource, scope));
                case "bearer_methods_supported" -> assertThat(texts(value)).containsExactly("header");
                case "dpop_signing_alg_values_supported" ->
                    assertThat(value).isEqualTo(document(SERVER).path(member.getKey()));
                case "authorization_details_types_supported" ->
                    assertThat(texts(value)).containsExactly("mcp");
                case "device_authorization_profile" ->
                    assertThat(document(SERVER)
                                    .path("device_authorization_profiles_supported")
                                    .values())
                            .extracting(profile -> profile.path("profile").asString())
                            .contains(value.asString());
                case "dpop_bound_scopes" -> {
                    for (var scope : texts(value)) {
                        var asked = server.asked(server.query("resource", resource, "scope", scope));
                        var code = server.approve(asked, Access.DESTRUCTIVE, DAY);
                        assertThat(Tokens.error(tokens.redeem(code, "scope", scope)))
                                .isEqualTo("invalid_dpop_proof");
                    }
                }
                case "resource_name" -> assertThat(value.asString()).isNotBlank();
                case "resource_documentation" -> assertThat(value.asString()).endsWith("/v1/openapi.json");
                case "tls_client_certificate_bound_access_tokens", "dpop_bound_access_tokens_required" ->
                    assertThat(value.asBoolean(true)).isFalse();
                default -> throw new AssertionError(member.getKey() + " is listed, and nothing here tries it");
            }
        });
    }

    private static void scope(String path, String resource, String scope) {
        if (!path.equals("/v1")) {
            assertThat(server.asked(server.query("resource", resource, "scope", scope))
                            .resources())
                    .hasSize(1);
            return;
        }
        var form = Map.of("client_id", "countersign-cli", "profile", "owner_agent", "scope", scope);
        assertThat(Tokens.ok(server.post("/oauth/device_authorization", form)).has("user_code"))
                .as(scope)
                .isTrue();
    }

    @ParameterizedTest // RFC 6749 §3.2, DESIGN Errors: OAuth endpoints answer in JSON with a remedy, whatever was asked
    @ValueSource(
            strings = {
                "token_endpoint",
                "pushed_authorization_request_endpoint",
                "revocation_endpoint",
                "introspection_endpoint",
                "registration_endpoint",
                "device_authorization_endpoint"
            })
    void an_endpoint_asked_in_another_way_says_in_json_how_to_ask(String endpoint) {
        var refused = server.get(document(SERVER).path(endpoint).asString());
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("POST"));
        assertThat(Tokens.error(refused)).isEqualTo("invalid_request");
        assertThat(StrictJson.parse(refused.body()).path("error_description").asString())
                .contains("POST");
    }

    @Test // RFC 8414 §2, RFC 9728 §2: a member without a value would have a meaning nobody chose
    void no_member_is_null_or_empty() {
        for (var path : List.of(SERVER, RESOURCE, RESOURCE + "/mcp/safe", RESOURCE + "/v1")) {
            document(path).forEach(value -> {
                assertThat(value.isNull()).isFalse();
                assertThat(value.isContainer() && value.isEmpty()).isFalse();
            });
        }
    }

    private static Map<String, String> byCode(String client) {
        var code = server.approve(server.asked(server.query("client_id", client)), Access.WRITE, DAY);
        return Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                client,
                "code",
                code,
                "code_verifier",
                OAuthServer.VERIFIER);
    }

    private static Map<String, String> device(String client) {
        return Map.of("client_id", client, "resource", server.files(), "scope", "mcp:read");
    }

    private static void pushed(String endpoint) {
        var answer = server.postForm(endpoint, server.query());
        assertThat(answer.statusCode()).isEqualTo(201);
        var uri = StrictJson.parse(answer.body()).path("request_uri").asString();
        assertThat(server.asked(OAuthServer.encoded(Map.of("client_id", "mcp-agent", "request_uri", uri)))
                        .resources())
                .containsExactly(server.files());
    }

    private static void signedWith(JWKSet keys) throws Exception {
        var jwt = SignedJWT.parse(Tokens.text(tokens.given(server.files()), "access_token"));
        var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(jwt.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
        assertThat(keys.getKeys()).allMatch(each -> !each.isPrivate());
    }

    private static HttpResponse<String> registered(String endpoint, String method) {
        return server.send(
                "POST",
                endpoint,
                "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"" + method + "\"}",
                "Content-Type",
                "application/json");
    }

    private static HttpResponse<String> introspected(String endpoint, String... headers) {
        return server.post(endpoint, Map.of("token", Tokens.text(tokens.given(NOTES), "access_token")), headers);
    }

    /** A resource that signs asks about a token. */
    private static HttpResponse<String> asserted(String algorithm, String resource) throws Exception {
        return server.post(
                "/oauth/introspect",
                Map.of(
                        "token",
                        "x",
                        "client_assertion_type",
                        ASSERTION,
                        "client_assertion",
                        KEYS.assertion(algorithm, resource, server.issuer(), server.now())));
    }

    private static JsonNode redeemed(String type) {
        return switch (type) {
            case "authorization_code" -> tokens.given(server.files());
            case "refresh_token" ->
                Tokens.ok(tokens.refresh(Tokens.text(tokens.given(server.files()), "refresh_token")));
            case "client_credentials" ->
                Tokens.ok(server.post(
                        "/oauth/token",
                        Map.of("grant_type", type),
                        "Authorization",
                        Tokens.basic("reporter", "reporter secret")));
            case "urn:ietf:params:oauth:grant-type:device_code" -> {
                var code = Tokens.text(
                        Tokens.ok(server.post("/oauth/device_authorization", device("mcp-agent"))), "device_code");
                server.approveDevice(code, Access.READ, DAY);
                yield Tokens.ok(server.post(
                        "/oauth/token", Map.of("grant_type", type, "client_id", "mcp-agent", "device_code", code)));
            }
            case "urn:ietf:params:oauth:grant-type:token-exchange" -> exchanged(type);
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" ->
                Tokens.ok(asserted(PROVIDER.assertion(server, claims -> {})));
            default -> throw new AssertionError(type + " is listed, and nothing here tries it");
        };
    }

    private static JsonNode exchanged(String type) {
        var share = Authority.everything(server.files(), Access.WRITE);
        var policy = new DelegationPolicy(1, List.of("any"), server.now().plus(Duration.ofHours(1)), share);
        var code = server.approve(server.asked(server.query("scope", "mcp:write")), Access.WRITE, DAY, policy);
        var form = Map.of(
                "grant_type",
                type,
                "subject_token",
                Tokens.text(Tokens.ok(tokens.redeem(code)), "access_token"),
                "subject_token_type",
                Delegating.ACCESS_TOKEN);
        return Tokens.ok(server.post("/oauth/token", form, "Authorization", Tokens.basic("reader", "reader secret")));
    }

    private static HttpResponse<String> asserted(String assertion) {
        return server.post(
                "/oauth/token",
                Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion),
                "Authorization",
                Tokens.basic("desk", "desk secret"));
    }

    /** A client that authenticates so asks for a token, or gives one back. */
    private static HttpResponse<String> authenticated(String endpoint, String method, String algorithm)
            throws Exception {
        var form = new HashMap<>(Map.of("grant_type", "client_credentials", "token", "x"));
        var headers = new ArrayList<String>();
        switch (method) {
            case "none" -> form.putAll(byCode("mcp-agent"));
            case "client_secret_basic" ->
                headers.addAll(List.of("Authorization", Tokens.basic("reporter", "reporter secret")));
            case "client_secret_post" ->
                form.putAll(Map.of("client_id", "reporter", "client_secret", "reporter secret"));
            case "private_key_jwt" ->
                form.putAll(Map.of(
                        "client_assertion_type",
                        ASSERTION,
                        "client_assertion",
                        KEYS.assertion(algorithm, "robot", server.issuer(), server.now())));
            default -> throw new AssertionError(method + " is listed, and nothing here tries it");
        }
        return server.post(endpoint, form, headers.toArray(String[]::new));
    }

    private static HttpResponse<String> proved(String algorithm) throws Exception {
        var proof = KEYS.proof(algorithm, server.issuer() + "/oauth/token", server.now());
        return server.post("/oauth/token", byCode("mcp-agent"), "DPoP", proof);
    }

    private static String details(String type) {
        return "[{\"type\":\"" + type + "\",\"locations\":[\"" + server.files() + "\"],\"actions\":[\"read\"]}]";
    }

    /** A request with exactly what the profile says it needs is taken, one without any part of it is not. */
    private static void profile(JsonNode profile) {
        var values = Map.of(
                "client_id", "mcp-agent",
                "resource", server.files(),
                "scope", "mcp:read",
                "authorization_details", details("mcp"),
                "profile", profile.path("profile").asString());
        var needed = new HashMap<String, String>();
        texts(profile.path("parameters_required")).forEach(name -> needed.put(name, values.get(name)));
        var oneOf = profile.has("parameters_one_of_required")
                ? texts(profile.path("parameters_one_of_required"))
                : List.<String>of();
        for (var choice : oneOf) {
            var form = new HashMap<>(needed);
            form.put(choice, values.get(choice));
            kind(profile, form);
        }
        if (oneOf.isEmpty()) kind(profile, needed);
        else
            assertThat(Tokens.error(server.post("/oauth/device_authorization", needed)))
                    .isEqualTo("invalid_request");
        for (var name : needed.keySet()) {
            var form = new HashMap<>(needed);
            oneOf.stream().findFirst().ifPresent(choice -> form.put(choice, values.get(choice)));
            form.remove(name);
            assertThat(Tokens.error(server.post("/oauth/device_authorization", form)))
                    .isEqualTo("invalid_request");
        }
    }

    private static void kind(JsonNode profile, Map<String, String> form) {
        var code = Tokens.text(Tokens.ok(server.post("/oauth/device_authorization", form)), "device_code");
        assertThat(server.device(code).ask().kind().wire())
                .isEqualTo(profile.path("token_kind").asString());
    }

    private static void replaced(List<String> parameters) {
        var given = tokens.given(server.files());
        var token = Tokens.text(given, "access_token");
        var values = List.of(Delegating.claims(token).path("grant_id").asString(), token);
        assertThat(parameters).containsExactly("grant_id", "grant_token");
        assertThat(server.postForm("/oauth/par", server.query("grant_id", values.get(0), "grant_token", values.get(1)))
                        .statusCode())
                .isEqualTo(201);
        for (var i = 0; i < 2; i++) {
            assertThat(Tokens.error(server.postForm("/oauth/par", server.query(parameters.get(i), values.get(i)))))
                    .isEqualTo("invalid_request");
        }
    }
}
