package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Suspend;
import dev.countersign.core.ClientId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.json.StrictJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

// RFC 6749 §4.4, DESIGN "Clients".
class ClientCredentialsTest {
    private static final ClientId REPORTER = new ClientId("reporter");

    @TempDir
    Path folder;

    private OAuthServer server;

    @BeforeEach
    void start() throws Exception {
        server = new OAuthServer(folder, """
                servers: { files: { command: [ "true" ] } }
                clients:
                  reporter: { client_secret: "s:cret/+ %", grant_types: [client_credentials], access: write, resources: [ "ISSUER/mcp/files" ], until: PT1H }
                  nobody: { client_secret: "quiet", grant_types: [client_credentials], access: none }
                  web: { client_secret: "web", redirect_uris: [ "https://web.example/cb" ] }
                """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_configured_client_gets_what_its_entry_says_and_no_refresh_token() throws Exception { // RFC 6749 §4.4.3
        var answer = json(token("reporter", "s:cret/+ %", Map.of("resource", server.files())));
        assertThat(answer.path("scope").asString()).isEqualTo("mcp:read mcp:write");
        assertThat(answer.has("refresh_token")).isFalse();
        var claims = claims(answer);
        assertThat(claims.getSubject()).isEqualTo("client:reporter");
        assertThat(claims.getAudience()).containsExactly(server.files());
        assertThat(claims.getStringClaim("token_kind")).isEqualTo("client");
        assertThat(claims.getClaim("amr")).isNull();
    }

    @Test
    void one_grant_serves_until_it_ends_and_then_another_takes_its_place() throws Exception {
        var first = grantOf(token("reporter", "s:cret/+ %", Map.of()));
        assertThat(grantOf(token("reporter", "s:cret/+ %", Map.of()))).isEqualTo(first);
        server.pass(Duration.ofHours(1));
        assertThat(grantOf(token("reporter", "s:cret/+ %", Map.of()))).isNotEqualTo(first);
        assertThat(server.acts().read(tx -> tx.events().after(0, 100)).stream()
                        .filter(stored -> stored.entry().kind().equals("grant-configured")))
                .hasSize(2);
    }

    @Test
    void a_suspended_client_gets_nothing_and_a_revoked_grant_is_not_used_again() throws Exception {
        var first = grantOf(token("reporter", "s:cret/+ %", Map.of()));
        server.acts().perform(new Revoke(RevocationKey.of(REPORTER), Optional.empty()), Origin.HOST);
        server.pass(Duration.ofSeconds(1));
        assertThat(grantOf(token("reporter", "s:cret/+ %", Map.of()))).isNotEqualTo(first);
        server.acts().perform(new Suspend(RevocationKey.of(REPORTER), Optional.empty()), Origin.HOST);
        assertThat(error(token("reporter", "s:cret/+ %", Map.of()))).isEqualTo("invalid_grant");
    }

    @Test
    void access_none_gives_a_token_that_no_resource_accepts() throws Exception {
        var answer = json(token("nobody", "quiet", Map.of()));
        assertThat(answer.path("authorization_details").isEmpty()).isTrue();
        assertThat(claims(answer).getAudience()).containsExactly(server.issuer());
        assertThat(error(token("nobody", "quiet", Map.of("resource", server.files()))))
                .isEqualTo("invalid_target");
    }

    @Test
    void scope_and_resource_only_narrow() { // RFC 8707 §2.2, RFC 6749 §3.3
        assertThat(json(token("reporter", "s:cret/+ %", Map.of("scope", "mcp:read")))
                        .path("scope")
                        .asString())
                .isEqualTo("mcp:read");
        assertThat(error(token("reporter", "s:cret/+ %", Map.of("scope", "mcp:destructive"))))
                .isEqualTo("invalid_scope");
        assertThat(error(token("reporter", "s:cret/+ %", Map.of("resource", server.issuer() + "/mcp"))))
                .isEqualTo("invalid_target");
    }

    @Test
    void nobody_else_can_act_for_itself() {
        var wrong = token("reporter", "wrong", Map.of());
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(error(wrong)).isEqualTo("invalid_client");
        assertThat(error(token("web", "web", Map.of()))).isEqualTo("unauthorized_client");
        assertThat(error(server.post(
                        "/oauth/token", Map.of("grant_type", "client_credentials", "client_id", "mcp-agent"))))
                .isEqualTo("unauthorized_client");
    }

    private HttpResponse<String> token(String client, String secret, Map<String, String> more) {
        var form = new HashMap<>(more);
        form.put("grant_type", "client_credentials");
        var basic = OAuthServer.encoded(client) + ":" + OAuthServer.encoded(secret);
        return server.post(
                "/oauth/token",
                form,
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
    }

    private static String grantOf(HttpResponse<String> answer) throws ParseException {
        return String.valueOf(claims(json(answer)).getClaim("grant_id"));
    }

    private static JWTClaimsSet claims(JsonNode answer) throws ParseException {
        return SignedJWT.parse(answer.path("access_token").asString()).getJWTClaimsSet();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StrictJson.parse(answer.body());
    }

    private static String error(HttpResponse<String> answer) {
        return StrictJson.parse(answer.body()).path("error").asString();
    }
}
