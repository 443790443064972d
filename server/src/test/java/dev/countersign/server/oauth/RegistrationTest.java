package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Standing;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Registration (RFC 7591) and its management (RFC 7592) over HTTP, on both databases. */
@ParameterizedClass
@EnumSource(Database.class)
class RegistrationTest {
    @TempDir
    static Path folder;

    private static Database database = Database.SQLITE;
    private static OAuthServer server;

    @Parameter
    Database each = Database.SQLITE;

    @BeforeParameterizedClassInvocation
    static void on(Database each) {
        database = each;
    }

    @BeforeAll
    static void start() throws Exception {
        server = OAuthServer.on(database.url(folder), "servers: { files: { url: 'https://mcp.example.com/mcp' } }")
                .withOwner();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> register(String metadata) {
        return server.send("POST", "/oauth/register", metadata, "Content-Type", "application/json");
    }

    private static JsonNode registered(String metadata) {
        var response = register(metadata);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return StrictJson.parse(response.body());
    }

    private static HttpResponse<String> manage(String method, JsonNode client, String token, String body) {
        return server.send(
                method,
                client.path("registration_client_uri").asString(),
                body,
                "Authorization",
                "Bearer " + token,
                "Content-Type",
                "application/json");
    }

    private static String token(JsonNode client) {
        return client.path("registration_access_token").asString();
    }

    private static String error(HttpResponse<String> response) {
        return StrictJson.parse(response.body()).path("error").asString();
    }

    @Test
    void what_is_registered_is_echoed_in_full() { // RFC 7591 §3.2.1; MCP 2026-07-28 AS-03, AS-24, CL-09, CL-11;
        // BEHAVIOURS B2.11
        var response = register("""
                {"client_name":"Editor","redirect_uris":["http://127.0.0.1/cb","https://app.example/cb"],
                 "grant_types":["authorization_code","refresh_token","implicit"],"response_types":["code","token"],
                 "token_endpoint_auth_method":"none","application_type":"native","scope":"mcp:read offline_access openid",
                 "client_uri":"https://app.example/","logo_uri":"https://app.example/logo.png","contacts":["a@app.example"],
                 "software_id":"editor","software_version":"1.2","nonsense":{"a":1}}""");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        var client = StrictJson.parse(response.body());
        assertThat(client.path("client_id").asString()).isNotEmpty().doesNotStartWith("https://"); // CIMD draft §3
        assertThat(client.path("client_id_issued_at").asLong()).isPositive();
        assertThat(client.path("client_name").asString()).isEqualTo("Editor");
        assertThat(client.path("redirect_uris")).hasSize(2);
        assertThat(client.path("grant_types").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("authorization_code", "refresh_token");
        assertThat(client.path("response_types").valueStream().map(JsonNode::asString))
                .containsExactly("code");
        assertThat(client.path("application_type").asString()).isEqualTo("native");
        assertThat(client.path("scope").asString()).isEqualTo("mcp:read offline_access");
        assertThat(client.path("logo_uri").asString()).isEqualTo("https://app.example/logo.png");
        assertThat(client.path("contacts")).hasSize(1);
        assertThat(client.path("software_version").asString()).isEqualTo("1.2");
        assertThat(client.has("nonsense")).isFalse();
        assertThat(client.has("client_secret")).isFalse();
        assertThat(client.path("registration_client_uri").asString())
                .isEqualTo(server.issuer() + "/oauth/register/"
                        + client.path("client_id").asString());
    }

    @Test
    void the_defaults_are_those_of_the_rfc() { // RFC 7591 §2
        var client = registered("{\"redirect_uris\":[\"http://127.0.0.1/cb\"]}");
        assertThat(client.path("token_endpoint_auth_method").asString()).isEqualTo("client_secret_basic");
        assertThat(client.path("grant_types").valueStream().map(JsonNode::asString))
                .containsExactly("authorization_code");
        assertThat(client.path("client_secret").asString()).startsWith("cs_cs_");
        assertThat(client.path("client_secret_expires_at").asLong()).isZero();
    }

    @Test
    void a_client_that_only_uses_the_device_grant_needs_no_redirect() { // BEHAVIOURS A, nightscout/nocturne
        var client = registered("{\"grant_types\":[\"urn:ietf:params:oauth:grant-type:device_code\",\"refresh_token\"],"
                + "\"response_types\":[\"code\"],\"token_endpoint_auth_method\":\"none\"}");
        assertThat(client.has("redirect_uris")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"redirect_uris":["http://app.example/cb"]}                                | invalid_redirect_uri
            {"redirect_uris":["cursor://callback"]}                                    | invalid_redirect_uri
            {"redirect_uris":["javascript:alert(1)"]}                                  | invalid_redirect_uri
            {"redirect_uris":["https://app.example/cb#x"]}                             | invalid_redirect_uri
            {"redirect_uris":["https://user@app.example/cb"]}                          | invalid_redirect_uri
            {"redirect_uris":["http://127.0.0.1/consent/x"]}                           | invalid_redirect_uri
            {"redirect_uris":"https://app.example/cb"}                                 | invalid_redirect_uri
            {"redirect_uris":[]}                                                       | invalid_redirect_uri
            {}                                                                         | invalid_redirect_uri
            {"redirect_uris":["http://127.0.0.1/cb"],"grant_types":["password"]}       | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"grant_types":["refresh_token"]}  | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"grant_types":"x"}                | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"response_types":["token"]}       | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"private_key_jwt"} | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"application_type":"desktop"}     | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"jwks":{},"jwks_uri":"https://a/"} | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"client_uri":"javascript:x"}      | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"client_name":7}                  | invalid_client_metadata
            {"redirect_uris":["http://127.0.0.1/cb"],"redirect_uris":[]}               | invalid_client_metadata
            []                                                                         | invalid_client_metadata
            nonsense                                                                   | invalid_client_metadata
            """)
    void what_breaks_a_rule_is_refused_with_its_code_and_a_remedy(
            String metadata, String code) { // RFC 7591 §3.2.2, B2.11
        var response = register(metadata);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response)).isEqualTo(code);
        assertThat(StrictJson.parse(response.body()).path("error_description").asString())
                .isNotEmpty();
    }

    @Test
    void a_body_that_is_too_large_or_of_another_type_is_refused() { // RFC 7591 §3.1
        var large = register("{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"x\":\"" + "y".repeat(20_000) + "\"}");
        assertThat(error(large)).isEqualTo("invalid_client_metadata");
        var form = server.post("/oauth/register", Map.of("redirect_uris", "x"));
        assertThat(form.statusCode()).isEqualTo(400);
        assertThat(server.get("/oauth/register").statusCode()).isEqualTo(405);
    }

    @Test
    void secrets_are_stored_as_hashes_only() throws Exception { // DESIGN Tokens: hashed at rest
        var client = registered("{\"redirect_uris\":[\"http://127.0.0.1/cb\"]}");
        var row = server.acts()
                .read(tx -> tx.clients()
                        .find(new dev.countersign.core.ClientId(
                                client.path("client_id").asString())))
                .orElseThrow();
        assertThat(row.toString())
                .doesNotContain(client.path("client_secret").asString())
                .doesNotContain(token(client));
    }

    @Test
    void a_client_reads_replaces_and_removes_its_registration() { // RFC 7592 §2
        var client = registered("{\"client_name\":\"A\",\"redirect_uris\":[\"http://127.0.0.1/cb\"],"
                + "\"token_endpoint_auth_method\":\"none\",\"client_uri\":\"https://app.example/\"}");
        var id = client.path("client_id").asString();
        var read = StrictJson.parse(manage("GET", client, token(client), "").body());
        assertThat(read.path("client_name").asString()).isEqualTo("A");
        assertThat(token(read)).isEqualTo(token(client));

        var replaced = manage(
                "PUT",
                client,
                token(client),
                "{\"client_id\":\"" + id + "\",\"client_name\":\"B\",\"redirect_uris\":[\"https://app.example/cb\"]}");
        assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
        var after = StrictJson.parse(replaced.body());
        assertThat(after.path("client_name").asString()).isEqualTo("B");
        assertThat(after.has("client_uri")).isFalse();
        assertThat(after.path("client_secret").asString()).startsWith("cs_cs_");
        assertThat(server.authorize(server.query("client_id", id, "redirect_uri", "http://127.0.0.1/cb"))
                        .statusCode())
                .isEqualTo(400);

        assertThat(manage("DELETE", client, token(client), "").statusCode()).isEqualTo(204);
        assertThat(manage("GET", client, token(client), "").statusCode()).isEqualTo(401);
    }

    @Test
    void with_a_registration_ends_all_that_was_granted_to_it() { // RFC 7592 §2.3
        var client = registered("{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"none\","
                + "\"grant_types\":[\"authorization_code\",\"refresh_token\"]}");
        var tokens = StrictJson.parse(redeem(client, code(client)).body());
        var unused = code(client);
        var grant = new GrantId(Delegating.claims(tokens.path("access_token").asString())
                .path("grant_id")
                .asString());
        assertThat(alive(grant)).isTrue();
        assertThat(manage("DELETE", client, token(client), "").statusCode()).isEqualTo(204);
        assertThat(alive(grant)).isFalse();
        assertThat(error(redeem(client, unused))).isEqualTo("invalid_client");
        var refresh = Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                client.path("client_id").asString(),
                "refresh_token",
                tokens.path("refresh_token").asString());
        assertThat(error(server.post("/oauth/token", refresh))).isEqualTo("invalid_client");
    }

    private static String code(JsonNode client) {
        var query = server.query(
                "client_id", client.path("client_id").asString(), "redirect_uri", "http://127.0.0.1:4000/cb");
        return server.approve(server.asked(query), Access.READ, Duration.ofDays(1));
    }

    private static HttpResponse<String> redeem(JsonNode client, String code) {
        var form = Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                client.path("client_id").asString(),
                "code",
                code,
                "code_verifier",
                OAuthServer.VERIFIER);
        return server.post("/oauth/token", form);
    }

    private static boolean alive(GrantId grant) {
        return server.acts().read(tx -> {
            var found = tx.grants().find(grant).orElseThrow();
            return Standing.of(found, tx.revocations().of(found.keys()), server.now())
                    .alive();
        });
    }

    @Test
    void a_replacement_carries_its_own_id_and_nothing_the_server_gives() { // RFC 7592 §2.2
        var client = registered(
                "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"client_secret_post\"}");
        var id = client.path("client_id").asString();
        var uris = "\"redirect_uris\":[\"http://127.0.0.1/cb\"]";
        for (var body : List.of(
                "{" + uris + "}",
                "{\"client_id\":\"cl_other\"," + uris + "}",
                "{\"client_id\":\"" + id + "\",\"registration_access_token\":\"x\"," + uris + "}",
                "{\"client_id\":\"" + id + "\",\"client_id_issued_at\":1," + uris + "}",
                "{\"client_id\":\"" + id + "\",\"client_secret_expires_at\":0," + uris + "}",
                "{\"client_id\":\"" + id + "\",\"client_secret\":\"chosen by myself\"," + uris + "}")) {
            var response = manage("PUT", client, token(client), body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(error(response)).isEqualTo("invalid_client_metadata");
        }
    }

    @Test
    void a_wrong_token_is_401_whether_or_not_the_client_exists() { // RFC 7592 §2.1
        var client = registered("{\"redirect_uris\":[\"http://127.0.0.1/cb\"]}");
        var other = registered("{\"redirect_uris\":[\"http://127.0.0.1/cb\"]}");
        for (var method : List.of("GET", "PUT", "DELETE")) {
            var wrong = manage(method, client, token(other), "{}");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
            assertThat(error(wrong)).isEqualTo("invalid_token");
        }
        assertThat(server.get("/oauth/register/cl_nobody", "Authorization", "Bearer x")
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.get("/oauth/register/%20", "Authorization", "Bearer x")
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.get("/oauth/register/cl_nobody").statusCode()).isEqualTo(401);
    }

    @Test
    void a_client_that_was_never_granted_anything_is_gone_after_thirty_days(@TempDir Path folder)
            throws Exception { // issue: 30 days
        try (var own = OAuthServer.on(each.url(folder), "").withOwner()) {
            var response = own.send(
                    "POST",
                    "/oauth/register",
                    "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"token_endpoint_auth_method\":\"none\"}",
                    "Content-Type",
                    "application/json");
            var id = StrictJson.parse(response.body()).path("client_id").asString();
            var query = own.query("client_id", id, "redirect_uri", "http://127.0.0.1:4000/cb", "resource", "");
            assertThat(own.authorize(query).statusCode()).isEqualTo(303);
            own.pass(Duration.ofDays(31));
            own.acts().upkeep(new dev.countersign.acts.upkeep.Sweep(own.acts().now()));
            assertThat(own.authorize(query).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void a_flood_from_one_network_is_told_to_come_back(@TempDir Path folder)
            throws Exception { // DESIGN Throttles; BEHAVIOURS A2.8
        try (var own = OAuthServer.on(each.url(folder), "")) {
            for (var i = 0; i < 300; i++) {
                own.send("POST", "/oauth/register", "{}", "Content-Type", "application/json");
            }
            HttpResponse<String> last = own.send("POST", "/oauth/register", "{}", "Content-Type", "application/json");
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).contains("60");
        }
    }

    @Test
    void unused_registrations_are_bounded_and_only_old_ones_make_room(@TempDir Path folder)
            throws Exception { // BEHAVIOURS D2.12
        try (var own = OAuthServer.on(each.url(folder), "")) {
            for (var i = 0; i < 3; i++)
                assertThat(registered(own, "cl_" + i, 10)).isTrue();
            assertThat(registered(own, "cl_3", 10)).isFalse();
            own.pass(Duration.ofHours(2));
            assertThat(registered(own, "cl_4", 10)).isTrue();
            long idle = own.acts().read(tx -> tx.clients().idle());
            assertThat(idle).isEqualTo(1);
        }
    }

    @Test
    void one_network_fills_its_own_share_only(@TempDir Path folder)
            throws Exception { // DESIGN Throttles: fair by network
        try (var own = OAuthServer.on(each.url(folder), "")) {
            assertThat(registered(own, "cl_0", 1)).isTrue();
            assertThat(registered(own, "cl_1", 1)).isFalse();
            assertThat(registered(own, "cl_2", 1, "10.1.2.0/24")).isTrue();
            own.pass(Duration.ofHours(2));
            assertThat(registered(own, "cl_3", 1)).isTrue();
            long idle = own.acts().read(tx -> tx.clients().idle());
            assertThat(idle).isEqualTo(2);
        }
    }

    private static boolean registered(OAuthServer server, String id, int most) {
        return registered(server, id, most, "127.0.0.1");
    }

    private static boolean registered(OAuthServer server, String id, int most, String network) {
        var row = new dev.countersign.store.Clients.Registered(
                new dev.countersign.core.ClientId(id),
                "{}",
                java.util.Optional.empty(),
                "0".repeat(64),
                server.acts().now(),
                network,
                java.util.Optional.empty());
        return server.acts()
                .perform(new dev.countersign.acts.RegisterClient(row, 3, most), dev.countersign.acts.Origin.SELF);
    }
}
