package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** An agent without a browser, a person with one, and the code between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceGrantTest {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"editor\",\"version\":\"1\"}}}";

    private final Scene scene = Scene.plain();
    private final RunningServer server = scene.server();
    private final Human ada = scene.human();

    @BeforeAll
    void nobody_is_asked_yet() {
        assertThat(Http.json(server.issuer() + "/.well-known/oauth-authorization-server")
                        .has("device_authorization_endpoint"))
                .isTrue();
    }

    @AfterAll
    void all_ends() {
        scene.close();
    }

    private JsonNode asks(RunningServer at, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(Map.of("client_id", "mcp-agent"));
        form.putAll(more);
        HttpResponse<String> answer = Http.form(at.issuer() + "/oauth/device_authorization", form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.JSON.readTree(answer.body());
    }

    private HttpResponse<String> polls(JsonNode asked) {
        return Http.form(
                server.issuer() + "/oauth/token",
                Map.of(
                        "grant_type",
                        GRANT,
                        "client_id",
                        "mcp-agent",
                        "device_code",
                        asked.path("device_code").asString()));
    }

    private static String error(HttpResponse<String> answer) {
        return Http.JSON.readTree(answer.body()).path("error").asString();
    }

    /** mcp-remote as an editor starts it where there is no browser. */
    private static Program mcpRemote(RunningServer at) {
        return new Program(
                Node.command("mcp-remote", "dist/proxy.js", at.mcp("notes"), "--allow-http", "--device-code"),
                at.folder(),
                Map.of(
                        "MCP_REMOTE_CONFIG_DIR",
                        at.folder().resolve("auth-" + System.nanoTime()).toString()));
    }

    /** The link a program printed on its terminal. */
    private static URI link(Program program) {
        Pattern link = Pattern.compile("http\\S+/device\\?user_code=\\S+");
        return URI.create(Deadline.await("a link on the terminal", PATIENCE, () -> {
            var found = link.matcher(program.errors());
            return found.find() ? Optional.of(found.group()) : Optional.empty();
        }));
    }

    private static void awaits(Program program, String said) {
        Deadline.await(
                "“" + said + "”", PATIENCE, () -> Optional.of(program.errors()).filter(all -> all.contains(said)));
    }

    @Test
    void a_device_request_is_approved_polled_and_its_token_lists_tools() { // BEHAVIOURS A1.3, A1.4, A1.16
        JsonNode asked = asks(server, Map.of("resource", server.mcp("notes"), "scope", "mcp:read"));
        assertThat(error(polls(asked))).isEqualTo("authorization_pending");

        ada.opens(URI.create(asked.path("verification_uri").asString()));
        ada.browser().inspect("device");
        ada.connects(asked.path("user_code").asString().toLowerCase(java.util.Locale.ROOT));
        ada.arrives("/consent/ask_");
        assertThat(ada.reads())
                .contains(asked.path("user_code").asString())
                .contains("Does your device show this code?")
                .contains("the computer this server runs on");
        ada.browser().inspect("device-consent");
        ada.approves("read");
        assertThat(ada.sees("fetches what you allowed by itself")).isTrue();
        ada.browser().inspect("device-done");

        HttpResponse<String> answer = polls(asked);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String token = Http.JSON.readTree(answer.body()).path("access_token").asString();
        JsonNode tools =
                Mcp.message(new Mcp(server.mcp("notes"), token).initialized().request("tools/list", "{}"));
        assertThat(tools.at("/result/tools").toString()).contains("read_note").doesNotContain("delete_note");
        assertThat(error(polls(asked))).isEqualTo("invalid_grant");
    }

    @Test
    void an_owners_own_agent_is_onboarded_and_mcp_refuses_its_token() { // BEHAVIOURS A1.1, A1.5, A1.17
        JsonNode asked = asks(server, Map.of("profile", "owner_agent", "scope", "grants:read activity:read"));
        ada.opens(URI.create(asked.path("verification_uri_complete").asString()));
        assertThat(ada.reads())
                .contains("owner-level access")
                .doesNotContain(asked.path("user_code").asString());
        ada.connects(asked.path("user_code").asString());
        ada.arrives("/consent/ask_");
        assertThat(ada.reads()).contains("trusted owner-agent onboarding", "refuse it by design");
        ada.browser().inspect("owner-onboarding");
        ada.chooses("scope", "grants:read");
        ada.types("until", "PT1H");
        ada.types("passphrase", Human.PASSPHRASE);
        ada.decides("approve");
        assertThat(ada.sees("Approved")).isTrue();

        JsonNode answer = Http.JSON.readTree(polls(asked).body());
        assertThat(answer.path("scope").asString()).isEqualTo("grants:read");
        assertThat(answer.has("refresh_token")).isFalse();
        for (String mcp : List.of(server.issuer() + "/mcp", server.mcp("notes"))) {
            HttpResponse<String> refused = new Mcp(
                            mcp, answer.path("access_token").asString())
                    .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("This is an owner token")
                    .contains("never accepted at an MCP resource");
        }
    }

    @Test
    void an_owner_approves_with_a_passkey_that_signs_the_scopes() { // DESIGN Consent: presence
        JsonNode asked = asks(server, Map.of("profile", "owner_agent"));
        ada.opens(URI.create(asked.path("verification_uri").asString()));
        ada.connects(asked.path("user_code").asString());
        ada.arrives("/consent/ask_");
        ada.chooses("scope", "grants:read");
        ada.chooses("until", "PT1H");
        ada.decides("approve");
        assertThat(ada.sees("Approved")).isTrue();
        assertThat(polls(asked).statusCode()).isEqualTo(200);
    }

    @Test
    void mcp_remote_waits_for_its_human_and_then_calls_a_tool() { // CLIENTS mcp-remote device flow
        try (Program client = mcpRemote(server)) {
            client.says(INITIALIZE);
            URI link = link(client);
            ada.opens(link);
            assertThat(ada.reads()).contains(link.getQuery().split("=", 2)[1]).contains("MCP CLI Proxy");
            ada.approves("read");
            awaits(client, "Authorized.");
            assertThat(client.hears().at("/result/serverInfo").isMissingNode()).isFalse();
            client.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            client.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
            JsonNode line = client.hears();
            while (line.path("id").asInt(-1) != 2) line = client.hears();
            assertThat(line.at("/result/tools").toString()).contains("read_note");
        }
    }

    @Test
    void mcp_remote_hears_a_no() { // RFC 8628 §3.5 access_denied
        try (Program client = mcpRemote(server)) {
            client.says(INITIALIZE);
            ada.opens(link(client));
            ada.decides("deny");
            assertThat(ada.sees("Denied")).isTrue();
            awaits(client, "Authorization was denied");
        }
    }

    @Test
    void a_code_that_nobody_decides_expires() { // RFC 8628 §3.5 expired_token, BEHAVIOURS A1.12
        try (RunningServer quick = RunningServer.configured(Scene.NOTES + "consent: { timeout: 7s }\n");
                Program client = mcpRemote(quick)) {
            client.says(INITIALIZE);
            link(client);
            awaits(client, "expired before it was approved");
            JsonNode asked = asks(quick, Map.of("resource", quick.mcp("notes"), "scope", "mcp:read"));
            assertThat(asked.path("expires_in").asInt()).isEqualTo(7);
        }
    }

    @Test
    void a_restart_forgets_no_request() { // issue 3 Proof: server restarted in the middle
        JsonNode asked = asks(server, Map.of("resource", server.mcp("notes"), "scope", "mcp:read"));
        assertThat(error(polls(asked))).isEqualTo("authorization_pending");
        assertThat(error(polls(asked))).isEqualTo("slow_down");
        server.stop();
        server.startAgain();
        ada.opens(URI.create(asked.path("verification_uri_complete").asString()));
        ada.approves("read");
        assertThat(ada.sees("Approved")).isTrue();
        assertThat(polls(asked).statusCode()).isEqualTo(200);
    }

    @Test
    void ten_thousand_wrong_codes_are_throttled_and_nobody_else_is() { // issue 3 Bad input
        Visitor guesser = scene.visitor();
        int looked = 0;
        for (int i = 0; i < 10_000; i++) {
            if (guesser.get("/device?user_code=BBBB-BBBB").statusCode() == 404) looked++;
        }
        assertThat(looked).isEqualTo(20);
        JsonNode asked = asks(server, Map.of("resource", server.mcp("notes"), "scope", "mcp:read"));
        ada.opens(URI.create(asked.path("verification_uri_complete").asString()));
        assertThat(ada.reads()).contains(asked.path("user_code").asString());
    }
}
