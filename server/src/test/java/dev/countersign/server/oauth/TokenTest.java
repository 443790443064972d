package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Revoke;
import dev.countersign.core.ClientId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The token endpoint over HTTP, on both databases. */
@ParameterizedClass
@EnumSource(Database.class)
class TokenTest {
    private static final String CONFIG = """
            servers: { files: { url: 'https://mcp.example.com/mcp' }, notes: { url: 'https://notes.example.com/mcp' } }
            clients:
              editor-plugin: { redirect_uris: [ 'https://editor.example/cb' ], client_secret: 'päss word:&=+%', resources: [ 'ISSUER/v1', 'ISSUER/mcp/files' ] }
            """;
    private static final Duration DAY = Duration.ofDays(1);

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
        server = OAuthServer.on(database.url(folder), CONFIG).withOwner();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String code(String... changes) {
        return server.approve(server.asked(server.query(changes)), Access.WRITE, DAY);
    }

    private static Map<String, String> redemption(String code, String... changes) {
        var form = new HashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "mcp-agent",
                "code",
                code,
                "code_verifier",
                OAuthServer.VERIFIER,
                "redirect_uri",
                OAuthServer.CALLBACK));
        for (var i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) form.remove(changes[i]);
            else form.put(changes[i], changes[i + 1]);
        }
        return form;
    }

    private static HttpResponse<String> redeem(String code, String... changes) {
        return server.post("/oauth/token", redemption(code, changes));
    }

    private static HttpResponse<String> refresh(String token, String... changes) {
        var form =
                new HashMap<>(Map.of("grant_type", "refresh_token", "client_id", "mcp-agent", "refresh_token", token));
        for (var i = 0; i < changes.length; i += 2) form.put(changes[i], changes[i + 1]);
        return server.post("/oauth/token", form);
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return StrictJson.parse(response.body());
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        var body = StrictJson.parse(response.body());
        assertThat(body.path("error").asString()).isEqualTo(code);
        assertThat(body.path("error_description").asString()).isNotEmpty();
        assertThat(body.has("access_token")).isFalse();
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    private static SignedJWT verified(JsonNode answer) throws Exception {
        var jwt = SignedJWT.parse(answer.path("access_token").asString());
        var keys = JWKSet.parse(server.get("/.well-known/jwks.json").body());
        var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey();
        assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
        return jwt;
    }

    @Test
    void a_code_becomes_a_token_for_what_was_granted()
            throws Exception { // RFC 6749 §5.1, RFC 9068 §2, RFC 9396 §7, B1.6
        var response = redeem(code("scope", "mcp:write offline_access"));
        var answer = ok(response);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Pragma")).contains("no-cache");
        assertThat(answer.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.path("expires_in").asLong()).isEqualTo(300); // MCP AS-19
        assertThat(answer.path("scope").asString()).isEqualTo("mcp:read mcp:write offline_access"); // MCP AS-23
        assertThat(answer.path("refresh_token").asString()).startsWith("cs_rt_");
        var jwt = verified(answer);
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(server.issuer());
        assertThat(jwt.getPayload().toJSONObject().get("aud")).isEqualTo(server.files());
        assertThat(claims.getStringClaim("client_id")).isEqualTo("mcp-agent");
        assertThat(claims.getStringClaim("token_kind")).isEqualTo("client");
        assertThat(claims.getJSONObjectClaim("act")).containsKeys("iss", "sub", "sub_profile");
        assertThat(answer.path("authorization_details").toString())
                .isEqualTo(StrictJson.parse(com.nimbusds.jose.util.JSONObjectUtils.toJSONString(
                                Map.of("d", claims.getClaim("authorization_details"))))
                        .path("d")
                        .toString());
    }

    @Test
    void a_code_is_used_once_and_a_valid_replay_ends_the_grant() { // OAuth 2.1 §4.1.3
        var code = code();
        var answer = ok(redeem(code));
        refused(redeem(code), 400, "invalid_grant");
        refused(refresh(answer.path("refresh_token").asString()), 400, "invalid_grant");
    }

    @Test
    void a_replay_that_is_not_otherwise_valid_ends_nothing() { // OAuth 2.1 -16, Reuse of Authorization Codes
        var code = code();
        var answer = ok(redeem(code));
        refused(redeem(code, "code_verifier", "x".repeat(43)), 400, "invalid_grant");
        refused(redeem(code, "redirect_uri", "http://127.0.0.1:1/other"), 400, "invalid_grant");
        ok(refresh(answer.path("refresh_token").asString()));
    }

    @Test
    void a_wrong_attempt_does_not_use_the_code_up() { // OAuth 2.1 §4.1.3
        var code = code();
        refused(redeem(code, "code_verifier", "y".repeat(43)), 400, "invalid_grant"); // RFC 7636 §4.6
        refused(redeem(code, "code_verifier", "short"), 400, "invalid_grant"); // RFC 7636 §4.1
        refused(redeem(code, "code_verifier", ""), 400, "invalid_request");
        refused(redeem(code, "resource", server.issuer() + "/mcp/notes"), 400, "invalid_target"); // RFC 8707 §2.2
        refused(redeem(code, "resource", "https://elsewhere.example/"), 400, "invalid_target");
        refused(redeem(code, "redirect_uri", "http://127.0.0.1:4/callback"), 400, "invalid_grant");
        ok(redeem(code, "redirect_uri", "", "resource", server.files() + "/"));
    }

    @Test
    void a_code_expires_and_belongs_to_its_client() { // RFC 6749 §4.1.2
        var stolen = code();
        refused(
                server.post(
                        "/oauth/token",
                        redemption(stolen, "client_id", "editor-plugin", "client_secret", "päss word:&=+%")),
                400,
                "invalid_grant");
        server.pass(Duration.ofMinutes(2));
        refused(redeem(stolen), 400, "invalid_grant");
        refused(redeem("cs_ac_unknown"), 400, "invalid_grant");
    }

    @Test
    void missing_parameters_are_invalid_requests_and_never_a_500() { // RFC 6749 §5.2; BEHAVIOURS A2.9, B2.6
        for (var name : List.of("grant_type", "client_id", "code", "code_verifier")) {
            refused(redeem("cs_ac_x", name, ""), 400, "invalid_request");
        }
        refused(
                server.post("/oauth/token", Map.of("grant_type", "refresh_token", "client_id", "mcp-agent")),
                400,
                "invalid_request");
        refused(server.postForm("/oauth/token", ""), 400, "invalid_request");
        refused(server.postForm("/oauth/token", "grant_type=%zz"), 400, "invalid_request");
        refused(server.send("POST", "/oauth/token", "{}", "Content-Type", "application/json"), 400, "invalid_request");
        refused(server.postForm("/oauth/token", "a=" + "b".repeat(70_000)), 413, "invalid_request");
        assertThat(server.get("/oauth/token?grant_type=refresh_token").statusCode())
                .isEqualTo(405); // RFC 6749 §3.2
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "client_id", "code", "code_verifier", "redirect_uri", "anything"})
    void a_parameter_that_stands_twice_is_refused(String name) { // RFC 6749 §3.2
        var form = OAuthServer.encoded(redemption("cs_ac_x")) + "&" + name + "=1&" + name + "=2";
        refused(server.postForm("/oauth/token", form), 400, "invalid_request");
    }

    @Test
    void a_token_names_the_resources_asked_for_or_all_the_grants() throws Exception { // RFC 8707 §2.2
        var query = server.query() + "&resource=" + OAuthServer.encoded(server.issuer() + "/mcp/notes");
        var code = server.approve(server.asked(query), Access.WRITE, DAY);
        var all = ok(redeem(code));
        assertThat(verified(all).getJWTClaimsSet().getAudience())
                .containsExactlyInAnyOrder(server.files(), server.issuer() + "/mcp/notes");
        var one = ok(refresh(all.path("refresh_token").asString(), "resource", server.files()));
        assertThat(verified(one).getPayload().toJSONObject().get("aud")).isEqualTo(server.files());
        assertThat(one.path("authorization_details").toString()).doesNotContain("/mcp/notes");
        var both = ok(refresh(one.path("refresh_token").asString()));
        assertThat(verified(both).getJWTClaimsSet().getAudience()).hasSize(2); // narrowing was for one token only
    }

    @Test
    void a_refresh_narrows_and_never_widens() throws Exception { // RFC 6749 §6, RFC 9396 §6.1
        var first = ok(redeem(code())).path("refresh_token").asString();
        var read = ok(refresh(first, "scope", "mcp:read offline_access"));
        assertThat(read.path("scope").asString()).isEqualTo("mcp:read offline_access");
        assertThat(verified(read).getJWTClaimsSet().getStringClaim("scope")).isEqualTo("mcp:read");
        var token = read.path("refresh_token").asString();
        refused(refresh(token, "scope", "mcp:destructive"), 400, "invalid_scope");
        refused(refresh(token, "scope", "mcp:admin"), 400, "invalid_scope");
        refused(refresh(token, "resource", server.issuer() + "/mcp/notes"), 400, "invalid_target");
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files() + "\"],\"actions\":[\"ACTION\"]}]";
        refused(
                refresh(token, "authorization_details", details.replace("ACTION", "destructive")),
                400,
                "invalid_authorization_details");
        refused(refresh(token, "authorization_details", "{"), 400, "invalid_authorization_details");
        var narrowed = ok(refresh(token, "authorization_details", details.replace("ACTION", "read")));
        assertThat(narrowed.path("scope").asString()).isEqualTo("mcp:read");
        var again = ok(refresh(narrowed.path("refresh_token").asString()));
        assertThat(again.path("scope").asString()).isEqualTo("mcp:read mcp:write");
    }

    @Test
    void siblings_get_the_same_successor_within_the_grace_and_a_late_replay_ends_the_grant() { // MCP AS-18; DESIGN
        // Tokens
        var first = ok(redeem(code())).path("refresh_token").asString();
        var second = ok(refresh(first)).path("refresh_token").asString();
        assertThat(second).isNotEqualTo(first);
        server.pass(Duration.ofSeconds(50));
        assertThat(ok(refresh(first)).path("refresh_token").asString()).isEqualTo(second);
        server.pass(Duration.ofSeconds(20));
        refused(refresh(first), 400, "invalid_grant");
        refused(refresh(second), 400, "invalid_grant"); // the grant is gone
    }

    @Test
    void a_refresh_token_belongs_to_its_client() { // OAuth 2.1 §4.3.1; BEHAVIOURS B2.7
        var token = ok(redeem(code())).path("refresh_token").asString();
        refused(refresh(token, "client_id", "editor-plugin", "client_secret", "päss word:&=+%"), 400, "invalid_grant");
        refused(refresh("cs_rt_forged"), 400, "invalid_grant");
        refused(refresh(token.substring(0, token.length() - 1) + "x"), 400, "invalid_grant");
        ok(refresh(token));
    }

    @Test
    void auth_time_stays_and_no_token_outlives_the_grant() throws Exception { // RFC 9068 §2.2.1; DESIGN Time, D2.7
        var code = server.approve(server.asked(server.query()), Access.READ, Duration.ofMinutes(10));
        var first = ok(redeem(code));
        var authTime = verified(first).getJWTClaimsSet().getLongClaim("auth_time");
        server.pass(Duration.ofMinutes(8));
        var second = ok(refresh(first.path("refresh_token").asString()));
        assertThat(verified(second).getJWTClaimsSet().getLongClaim("auth_time")).isEqualTo(authTime);
        assertThat(second.path("expires_in").asLong()).isBetween(100L, 120L);
        server.pass(Duration.ofMinutes(3));
        refused(refresh(second.path("refresh_token").asString()), 400, "invalid_grant");
    }

    @Test
    void a_grant_that_ends_with_its_access_token_gets_no_refresh_token() { // DESIGN Tokens
        var code = server.approve(server.asked(server.query()), Access.READ, Duration.ofMinutes(4));
        var answer = ok(redeem(code));
        assertThat(answer.has("refresh_token")).isFalse();
        assertThat(answer.path("expires_in").asLong()).isLessThanOrEqualTo(240);
    }

    @Test
    void a_revoked_client_gets_nothing_more() { // DESIGN Revocation
        var id = StrictJson.parse(server.send(
                                "POST",
                                "/oauth/register",
                                "{\"redirect_uris\":[\"http://127.0.0.1/callback\"],\"token_endpoint_auth_method\":\"none\","
                                        + "\"grant_types\":[\"authorization_code\",\"refresh_token\"]}",
                                "Content-Type",
                                "application/json")
                        .body())
                .path("client_id")
                .asString();
        var answer = ok(redeem(code("client_id", id), "client_id", id));
        server.acts().perform(new Revoke(RevocationKey.of(new ClientId(id)), java.util.Optional.empty()), Origin.HOST);
        refused(refresh(answer.path("refresh_token").asString(), "client_id", id), 400, "invalid_grant");
    }

    @Test
    void a_client_gets_only_what_it_registered_for() { // RFC 7591 §2, RFC 6749 §5.2
        var client = StrictJson.parse(server.send(
                        "POST",
                        "/oauth/register",
                        "{\"redirect_uris\":[\"http://127.0.0.1/callback\"],\"token_endpoint_auth_method\":\"none\"}",
                        "Content-Type",
                        "application/json")
                .body());
        var id = client.path("client_id").asString();
        var answer = ok(redeem(code("client_id", id), "client_id", id));
        assertThat(answer.has("refresh_token")).isFalse();
        refused(refresh("cs_rt_x", "client_id", id), 400, "unauthorized_client");
    }

    @Test
    void a_secret_is_taken_from_the_header_or_the_body_but_not_from_both() { // RFC 6749 §2.3, OAuth 2.1 §2.4
        var secret = "päss word:&=+%";
        var form = new HashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", "cs_rt_x"));
        var basic = basic("editor-plugin", secret);
        refused(server.post("/oauth/token", form, "Authorization", basic), 400, "invalid_grant");
        refused(
                server.post("/oauth/token", form, "Authorization", basic.replace("Basic", "bAsIc")),
                400,
                "invalid_grant");
        form.put("client_id", "editor-plugin");
        refused(server.post("/oauth/token", form, "Authorization", basic), 400, "invalid_grant");
        form.put("client_secret", secret);
        refused(server.post("/oauth/token", form), 400, "invalid_grant");
        refused(server.post("/oauth/token", form, "Authorization", basic), 400, "invalid_request");
        form.remove("client_secret");
        form.put("client_id", "mcp-agent");
        refused(server.post("/oauth/token", form, "Authorization", basic), 400, "invalid_request");
    }

    @Test
    void who_does_not_authenticate_is_401_and_the_header_is_challenged() { // RFC 6749 §5.2
        var form = new HashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", "cs_rt_x"));
        var wrong = server.post("/oauth/token", form, "Authorization", basic("editor-plugin", "wrong"));
        refused(wrong, 401, "invalid_client");
        assertThat(wrong.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Basic "));
        for (var header :
                List.of("Basic", "Basic ???", "Basic " + base64("nocolon"), "Bearer x", "Basic " + base64(":x"))) {
            refused(server.post("/oauth/token", form, "Authorization", header), 401, "invalid_client");
        }
        form.put("client_id", "editor-plugin");
        refused(server.post("/oauth/token", form), 401, "invalid_client");
        form.put("client_secret", "wrong");
        refused(server.post("/oauth/token", form), 401, "invalid_client");
        form.put("client_id", "nobody");
        refused(server.post("/oauth/token", form), 401, "invalid_client");
        form.put("client_id", "mcp-agent");
        refused(server.post("/oauth/token", form), 401, "invalid_client");
        form.remove("client_secret");
        form.put("client_assertion", "x");
        refused(server.post("/oauth/token", form), 401, "invalid_client");
    }

    @Test
    void an_owner_token_is_for_the_owner_api_for_an_hour_and_is_not_refreshed()
            throws Exception { // DESIGN Time, A1.1, A1.2
        var asked = server.asked(server.query(
                "client_id", "editor-plugin", "redirect_uri", "", "resource", server.issuer() + "/v1", "scope", ""));
        var code = server.approve(asked, Access.READ, DAY);
        var answer = ok(server.post(
                "/oauth/token",
                redemption(code, "client_id", "editor-plugin", "redirect_uri", ""),
                "Authorization",
                basic("editor-plugin", "päss word:&=+%")));
        assertThat(answer.has("refresh_token")).isFalse();
        assertThat(answer.path("expires_in").asLong()).isEqualTo(3600);
        var jwt = verified(answer);
        var claims = jwt.getJWTClaimsSet();
        assertThat(jwt.getPayload().toJSONObject().get("aud")).isEqualTo(server.issuer() + "/v1");
        assertThat(claims.getStringClaim("token_kind")).isEqualTo("owner");
        assertThat(claims.getStringClaim("scope")).isEqualTo("grants:read");
        assertThat(answer.path("scope").asString()).isEqualTo("grants:read");
        assertThat(claims.getClaim("authorization_details")).isNull();
    }

    @Test
    void an_owner_token_may_have_some_of_its_grants_scopes_and_never_more() throws Exception { // RFC 6749 §3.3, §6
        assertThat(ownerClaims("scope", "sessions:read").getStringClaim("scope"))
                .isEqualTo("sessions:read");
        assertThat(ownerClaims().getStringClaim("scope")).isEqualTo("grants:read sessions:read");
        refused(ownerToken("scope", "grants:write"), 400, "invalid_scope");
        refused(ownerToken("scope", "mcp:read"), 400, "invalid_scope");
        refused(ownerToken("resource", server.files()), 400, "invalid_target");
        refused(ownerToken("authorization_details", "[]"), 400, "invalid_authorization_details");
    }

    private JWTClaimsSet ownerClaims(String... parameters) throws Exception {
        return verified(ok(ownerToken(parameters))).getJWTClaimsSet();
    }

    private HttpResponse<String> ownerToken(String... parameters) throws Exception {
        var asked = server.asked(server.query(
                "client_id",
                "editor-plugin",
                "redirect_uri",
                "",
                "resource",
                server.issuer() + "/v1",
                "scope",
                "sessions:read grants:read"));
        var form =
                redemption(server.approve(asked, Access.READ, DAY), "client_id", "editor-plugin", "redirect_uri", "");
        for (var i = 0; i < parameters.length; i += 2) form.put(parameters[i], parameters[i + 1]);
        return server.post("/oauth/token", form, "Authorization", basic("editor-plugin", "päss word:&=+%"));
    }

    private static String basic(String id, String secret) {
        return "Basic " + base64(OAuthServer.encoded(id) + ":" + OAuthServer.encoded(secret));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
