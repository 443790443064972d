package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A resource guarded by somebody else's code: people see it on the consent page, agents get tokens for it, and its server
 * asks about them with an independent library. Issue 4 §3.
 */
class ForeignResourceTest {
    private static final String RESOURCE = "http://localhost:9/wiki/mcp";
    private static final String SECRET = "a secret:with/+% signs";
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.configured("resources:\n  " + RESOURCE + ": { name: The wiki, secret: '" + SECRET
                + "' }\nservers:\n  notes: { command: " + Distribution.exampleNotes() + " }\n");
        try (Forms ada = new Forms()) {
            ada.setsUp(server);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode allowed(String resource) {
        try (Agent agent = new Agent(server);
                Forms ada = new Forms()) {
            HttpResponse<String> page = ada.open(agent.authorizeUrl(resource, Map.of("scope", "mcp:write")));
            HttpResponse<String> asked =
                    ada.fill(page, Map.of("name", "ada", "passphrase", Human.PASSPHRASE, "with", "passphrase"));
            if (resource.equals(RESOURCE))
                assertThat(asked.body()).contains("The wiki").contains(RESOURCE);
            ada.fill(
                    asked,
                    Map.of("access", "write", "until", "PT1H", "passphrase", Human.PASSPHRASE, "decision", "approve"));
            return agent.tokens(agent.answer().code());
        }
    }

    private static Program resourceServer() {
        return new Program(
                List.of(Node.program(), Node.script("resource-server.mjs"), server.issuer(), RESOURCE, SECRET),
                server.folder(),
                Map.of());
    }

    private static JsonNode asked(Program resource, String token) {
        resource.says("{\"ask\":\"" + token + "\"}");
        return resource.hears();
    }

    @Test // RFC 7662, RFC 9701, RFC 9068: judged by oauth4webapi
    void its_server_learns_all_it_needs_and_nothing_after_the_token_was_given_back() {
        JsonNode tokens = allowed(RESOURCE);
        String token = tokens.path("access_token").asString();
        try (Program resource = resourceServer()) {
            JsonNode told = asked(resource, token);
            assertThat(told.path("error").asString(""))
                    .as(told + resource.errors())
                    .isEmpty();
            for (String form : List.of("plain", "signed")) {
                JsonNode answer = told.path(form);
                assertThat(answer.path("active").asBoolean()).as(form).isTrue();
                assertThat(answer.path("aud").asString()).isEqualTo(RESOURCE);
                assertThat(answer.path("scope").asString()).isEqualTo("mcp:read mcp:write");
                assertThat(answer.path("client_id").asString()).isEqualTo("mcp-agent");
                assertThat(answer.path("act").path("sub_profile").asString()).isEqualTo("ai_agent");
                assertThat(answer.path("authorization_details")).isEqualTo(tokens.path("authorization_details"));
                assertThat(answer.path("grant_id").asString()).startsWith("gr_");
            }
            assertThat(told.path("verified").path("jti"))
                    .isEqualTo(told.path("plain").path("jti"));
            assertThat(told.path("verified").path("token_kind").asString()).isEqualTo("client");

            resource.says("{\"giveBack\":\"" + tokens.path("refresh_token").asString() + "\"}");
            assertThat(resource.hears().path("given").asBoolean()).isTrue();

            JsonNode after = asked(resource, token);
            assertThat(after.path("plain").toString()).isEqualTo("{\"active\":false}");
            assertThat(after.path("signed").toString()).isEqualTo("{\"active\":false}");
        }
    }

    @Test // RFC 8707 §3, RFC 7662 §2.2: tokens of one resource are nothing at another
    void tokens_cross_neither_way() {
        String notes = allowed(server.mcp("notes")).path("access_token").asString();
        String wiki = allowed(RESOURCE).path("access_token").asString();
        try (Program resource = resourceServer()) {
            JsonNode told = asked(resource, notes);
            assertThat(told.path("plain").toString()).isEqualTo("{\"active\":false}");
            assertThat(told.path("verified").has("refused")).isTrue();
        }
        HttpResponse<String> gateway =
                new Mcp(server.mcp("notes"), wiki).post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        assertThat(gateway.statusCode()).isEqualTo(401);
        assertThat(new Mcp(server.mcp("notes"), notes)
                        .initialized()
                        .call("list_notes", "{}")
                        .statusCode())
                .isEqualTo(200);
    }
}
