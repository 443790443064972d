package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Asked;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A request that goes beyond a grant and proves it with a living token. */
@ParameterizedClass
@EnumSource(Database.class)
class StepUpTest {
    private static final String CONFIG = """
            servers: { files: { url: 'https://mcp.example.com/mcp' } }
            clients:
              editor: { redirect_uris: [ 'https://editor.example/cb' ], client_secret: 'editor secret' }
            """;

    @TempDir
    Path folder;

    private final Database database;
    private OAuthServer server;

    StepUpTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        server = OAuthServer.on(database.url(folder), CONFIG).withOwner();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode tokens(Asked asked) {
        var code = server.approve(asked, Access.READ, Duration.ofDays(1));
        return Delegating.json(server.post(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "mcp-agent",
                        "code",
                        code,
                        "code_verifier",
                        OAuthServer.VERIFIER)));
    }

    private JsonNode tokens() {
        return tokens(server.asked(server.query()));
    }

    private static String token(JsonNode tokens) {
        return tokens.path("access_token").asString();
    }

    private static String grant(JsonNode tokens) {
        return Delegating.claims(token(tokens)).path("grant_id").asString();
    }

    private HttpResponse<String> refresh(JsonNode tokens) {
        return server.post(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "mcp-agent",
                        "refresh_token",
                        tokens.path("refresh_token").asString()));
    }

    private HttpResponse<String> push(String... changes) {
        return server.postForm("/oauth/par", server.query(changes));
    }

    @Test // issue 4.8: grant_id with a live token of that grant
    void a_pushed_request_that_proves_a_grant_takes_its_place() {
        var before = tokens();
        var answer = push("scope", "mcp:write", "grant_id", grant(before), "grant_token", token(before));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var uri = StrictJson.parse(answer.body()).path("request_uri").asString();
        assertThat(answer.body()).doesNotContain(token(before));
        var asked = server.asked(OAuthServer.encoded(Map.of("client_id", "mcp-agent", "request_uri", uri)));
        assertThat(asked.stepUp().orElseThrow().grant().value()).isEqualTo(grant(before));
        assertThat(asked.json()).doesNotContain(token(before));

        var after = tokens(asked);

        assertThat(refresh(after).statusCode()).isEqualTo(200);
        assertThat(Delegating.refused(refresh(before)))
                .startsWith("invalid_grant")
                .contains("ended");
    }

    @Test // issue 2.5: the metadata lists what works
    void the_metadata_names_the_parameters() {
        var document = StrictJson.parse(
                server.get("/.well-known/oauth-authorization-server").body());
        assertThat(document.path("grant_replacement_parameters_supported")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly("grant_id", "grant_token");
    }

    @Test // issue 4.8; RFC 8628 §3.1
    void a_device_proves_it_the_same_way() {
        var before = tokens();
        var form = new HashMap<>(Map.of("client_id", "mcp-agent", "resource", server.files(), "scope", "mcp:read"));
        form.put("grant_id", grant(before));
        form.put("grant_token", token(before));
        var code = Delegating.json(server.post("/oauth/device_authorization", form))
                .path("device_code")
                .asString();
        server.approveDevice(code, Access.READ, Duration.ofDays(1));
        assertThat(Delegating.refused(refresh(before))).startsWith("invalid_grant");
    }

    @Test // issue 4.8: otherwise it is a second grant
    void without_proof_both_live() {
        var before = tokens();
        var after = tokens();
        assertThat(refresh(before).statusCode()).isEqualTo(200);
        assertThat(refresh(after).statusCode()).isEqualTo(200);
    }

    @Test // OAuth 2.1 §1.4.2.1: bearer never in an address
    void a_token_in_an_address_is_refused() {
        var before = tokens();
        var failed = server.failure(server.query("grant_id", grant(before), "grant_token", token(before)));
        assertThat(failed).containsEntry("error", "invalid_request");
        assertThat(failed.get("error_description")).contains("/oauth/par").doesNotContain(token(before));
        assertThat(server.failure(server.query("grant_id", grant(before)))).containsEntry("error", "invalid_request");
    }

    @Test // issue 4.8: a live token of that grant, of that client
    void what_does_not_prove_the_grant_is_refused() {
        var before = tokens();
        var other = tokens();
        assertThat(Delegating.refused(push("grant_id", grant(before)))).contains("belong together");
        assertThat(Delegating.refused(push("grant_token", token(before)))).contains("belong together");
        assertThat(Delegating.refused(push("grant_id", grant(other), "grant_token", token(before))))
                .contains("not a token of this client's for that grant_id");
        assertThat(Delegating.refused(push(
                        "grant_id",
                        grant(before),
                        "grant_token",
                        before.path("refresh_token").asString())))
                .contains("not a live access token");
        assertThat(Delegating.refused(push(
                        "client_id",
                        "editor",
                        "client_secret",
                        "editor secret",
                        "redirect_uri",
                        "https://editor.example/cb",
                        "grant_id",
                        grant(before),
                        "grant_token",
                        token(before))))
                .contains("not a token of this client's");
        server.pass(Duration.ofMinutes(6));
        assertThat(Delegating.refused(push("grant_id", grant(before), "grant_token", token(before))))
                .contains("not a live access token");
    }

    @Test // issue 4.8: a live token
    void a_token_of_a_grant_that_has_ended_proves_nothing() {
        var before = tokens();
        server.post("/oauth/revoke", Map.of("client_id", "mcp-agent", "token", token(before)));
        assertThat(Delegating.refused(push("grant_id", grant(before), "grant_token", token(before))))
                .startsWith("invalid_request");
    }
}
