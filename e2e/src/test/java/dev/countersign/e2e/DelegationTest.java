package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * A planner hands a part of its access to a researcher, and that one to a reader, which works at a real MCP server through the
 * gateway; then the middle one is taken back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DelegationTest {
    private static final String TICKET = "urn:countersign:params:oauth:token-type:delegation-ticket";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    private final Human ada = new Human();
    private final RunningServer server = RunningServer.configured("""
            servers: { notes: { command: %s } }
            clients:
              planner: { redirect_uris: [ "http://127.0.0.1/callback" ] }
              researcher: { client_secret: researcher, grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
              reader: { client_secret: reader, grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
            """.formatted(Distribution.exampleNotes()));
    private final Agent agent = new Agent(server, "planner");

    @BeforeAll
    void there_is_an_owner() {
        ada.setsUpWithPassphrase(server, "ada");
    }

    @AfterAll
    void all_ends() {
        agent.close();
        ada.close();
        server.close();
    }

    @Test
    void work_is_handed_on_twice_and_ends_when_the_middle_is_taken_back() { // issue 5: the whole chain, BEHAVIOURS C1.4
        String planner = planner();
        Mcp own = new Mcp(server.issuer() + "/mcp", planner).initialized();

        JsonNode may = result(own.call("whoami", "{}")).path("may_hand_on");
        assertThat(may.path("times").asInt()).isEqualTo(2);
        JsonNode offer = result(
                own.call("delegate", "{\"receiver\":\"researcher\",\"resource\":\"notes\",\"access\":\"read\"}"));
        String researcher = token(exchange("researcher", offer.path("ticket").asString(), TICKET));
        String reader = token(exchange("reader", researcher, ACCESS_TOKEN));

        Mcp notes = new Mcp(server.mcp("notes"), reader).initialized();
        assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(200);
        HttpResponse<String> writing = notes.call("write_note", "{\"name\":\"x\",\"text\":\"y\"}");
        assertThat(writing.statusCode()).isEqualTo(403);

        JsonNode handed = result(own.call("delegations", "{}")).path("delegations");
        assertThat(handed.valueStream().map(each -> each.path("receiver").asString()))
                .containsExactlyInAnyOrder("researcher", "reader");
        String middle = handed.valueStream()
                .filter(each -> each.path("receiver").asString().equals("researcher"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
        assertThat(result(own.call("revoke_delegation", "{\"id\":\"" + middle + "\"}"))
                        .path("ended")
                        .asString())
                .isEqualTo(middle);

        assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(401);
        assertThat(exchange("reader", reader, ACCESS_TOKEN).statusCode()).isEqualTo(400);
        assertThat(own.call("whoami", "{}").statusCode()).isEqualTo(200);
        assertThat(result(own.call("activity", "{}")).toString()).contains("offer-delegation");
    }

    @Test
    void a_tool_that_is_refused_says_why_in_words() { // issue 5 point 5
        Mcp own = new Mcp(server.issuer() + "/mcp", planner()).initialized();
        JsonNode refused =
                Mcp.message(own.call("delegate", "{\"receiver\":\"nobody\"}")).path("result");
        assertThat(refused.path("isError").asBoolean()).isTrue();
        assertThat(refused.path("content").path(0).path("text").asString()).contains("not known");
    }

    /** A human lets the planner work at both places and hand it on twice. */
    private String planner() {
        URI url = URI.create(agent.authorizeUrl(server.mcp("notes")) + "&resource="
                + URLEncoder.encode(server.issuer() + "/mcp", StandardCharsets.UTF_8));
        ada.opens(url);
        ada.chooses("resource", server.mcp("notes"));
        ada.chooses("resource", server.issuer() + "/mcp");
        ada.browser().driver().executeScript("document.getElementById('delegate_depth').open = true");
        ada.types("delegate_depth", "2");
        ada.types("delegate_to", "researcher reader");
        ada.approves("write");
        return agent.tokens(agent.answer().code()).path("access_token").asString();
    }

    private HttpResponse<String> exchange(String client, String subject, String type) {
        Map<String, String> form = new HashMap<>();
        form.put("grant_type", EXCHANGE);
        form.put("subject_token", subject);
        form.put("subject_token_type", type);
        String basic = Base64.getEncoder().encodeToString((client + ":" + client).getBytes(StandardCharsets.UTF_8));
        return Http.send(Http.to(server.issuer() + "/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + basic)
                .POST(BodyPublishers.ofString(Http.encode(form))));
    }

    private static String token(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.JSON.readTree(answer.body()).path("access_token").asString();
    }

    private static JsonNode result(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode result = Mcp.message(answer).path("result");
        assertThat(result.path("isError").asBoolean(false)).as(answer.body()).isFalse();
        return result.path("structuredContent");
    }
}
