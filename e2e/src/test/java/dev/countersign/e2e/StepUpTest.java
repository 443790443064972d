package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** What happens when somebody is asked again: by a program, and by an agent that is at work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepUpTest {
    private final Human ada = new Human();
    private final RunningServer server = RunningServer.configured("""
            servers:
              growing: { command: %s }
              notes: { command: %s }
            """.formatted(
                    "['" + Node.program() + "', '" + Node.script("growing-server.mjs") + "', 'FOLDER/learned']",
                    Distribution.exampleNotes()));
    private final Agent agent = new Agent(server);

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
    void the_page_shows_which_tools_are_new_and_offers_unticked_to_end_the_first_grant() {
        // issue 4.8; DESIGN Gateway: a new tool does not exist until a step-up shows the difference
        JsonNode first = ada.allows(agent, server.mcp("growing"), "read");
        Mcp old = new Mcp(server.mcp("growing"), token(first)).initialized();
        old.call("learn", "{}");
        assertThat(old.call("shout", "{}").body()).contains("Unknown tool");

        Deadline.await("a page that shows the new tool", Duration.ofSeconds(60), () -> {
            ada.opens(agent.authorizeUrl(server.mcp("growing")));
            return Optional.of(ada.reads()).filter(page -> page.contains("What changed at growing"));
        });
        assertThat(ada.reads()).contains("new", "shout", "The tool shout").contains("What you allowed it before");
        assertThat(ada.count("input[name=end_grant]")).isOne();
        assertThat(ada.count("input[name=end_grant]:checked")).isZero();
        ada.browser().inspect("step-up");

        ada.chooses("end_grant", grant(first));
        ada.approves("read");
        JsonNode next = agent.tokens(agent.answer().code());

        assertThat(old.call("learn", "{}").statusCode()).isEqualTo(401);
        assertThat(agent.refresh(first.path("refresh_token").asString()).statusCode())
                .isEqualTo(400);
        assertThat(new Mcp(server.mcp("growing"), token(next))
                        .initialized()
                        .call("shout", "{}")
                        .body())
                .contains("did shout");
    }

    @Test
    void an_agent_asks_for_more_and_goes_on_with_its_next_token() { // issue 5.5: request_access returns the URL to open
        ada.opens(URI.create(agent.authorizeUrl(server.mcp("notes")) + "&resource="
                + URLEncoder.encode(server.issuer() + "/mcp", StandardCharsets.UTF_8)));
        ada.chooses("resource", server.mcp("notes"));
        ada.chooses("resource", server.issuer() + "/mcp");
        ada.approves("read");
        JsonNode tokens = agent.tokens(agent.answer().code());
        Mcp own = new Mcp(server.issuer() + "/mcp", token(tokens)).initialized();

        String wish = "{\"access\":\"write\",\"resources\":[\"notes\"],\"until\":\"P3D\","
                + "\"reason\":\"I shall write the plan down.\"}";
        JsonNode asked = result(own.call("request_access", wish));
        assertThat(result(own.call("request_access", wish)).path("url")).isEqualTo(asked.path("url"));
        assertThat(own.call("whoami", "{}").statusCode())
                .as("nothing changed yet")
                .isEqualTo(200);

        String consent = asked.path("url").asString();
        assertThat(waiting())
                .filteredOn(request -> request.path("consent").asString().equals(consent))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.path("transport").asString()).isEqualTo("access");
                    assertThat(request.path("kind").asString()).isEqualTo("client");
                });
        ada.opens(URI.create(server.issuer() + "/console"));
        assertThat(ada.reads()).containsPattern("waits? for you").contains("asks to go beyond what it has");
        ada.browser().inspect("console-home-asked-for-more");
        ada.one(By.cssSelector("main a[href='" + URI.create(consent).getPath() + "']"))
                .click();
        ada.arrives("/consent/ask");
        assertThat(ada.reads())
                .contains("An agent asks for more", "It says why", "I shall write the plan down.", "3 days")
                .contains("What it has now", "came with a living token", "takes the place of that");
        ada.browser().inspect("request-access");
        ada.chooses("resource", server.mcp("notes"));
        ada.chooses("resource", server.issuer() + "/mcp");
        ada.approves("write");
        assertThat(ada.sees("has it from its next token on")).isTrue();

        assertThat(own.call("whoami", "{}").statusCode()).isEqualTo(401);
        HttpResponse<String> refreshed =
                agent.refresh(tokens.path("refresh_token").asString());
        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
        Mcp notes = new Mcp(server.mcp("notes"), token(Http.JSON.readTree(refreshed.body()))).initialized();
        HttpResponse<String> written = notes.call("write_note", "{\"name\":\"plan\",\"text\":\"dig\"}");
        assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
    }

    @Test
    void an_agent_that_asks_for_what_nobody_can_give_hears_why() { // issue 5.5: described for a model
        ada.opens(agent.authorizeUrl(server.issuer() + "/mcp"));
        ada.approves("read");
        Mcp own = new Mcp(
                        server.issuer() + "/mcp",
                        token(agent.tokens(agent.answer().code())))
                .initialized();
        assertThat(refusal(own, "{}")).contains("Say what you need");
        assertThat(refusal(own, "{\"access\":\"read\"}")).contains("already");
        assertThat(refusal(own, "{\"access\":\"read\",\"resources\":[\"nowhere\"]}"))
                .contains("nothing of that");
        assertThat(refusal(own, "{\"until\":\"soon\"}")).contains("PT8H");
        assertThat(refusal(own, "{\"tools\":[\"read_note\"]}")).contains("SERVER/TOOL");
        for (String end : new String[] {"P1D", "P2D", "P3D"}) {
            result(own.call("request_access", "{\"until\":\"" + end + "\"}"));
        }
        assertThat(refusal(own, "{\"until\":\"P4D\"}")).contains("Enough was asked");
    }

    /** What the owner's own tools see of the requests that wait. */
    private List<JsonNode> waiting() {
        HttpResponse<String> answer = Http.send(Http.to(server.issuer() + "/v1/requests")
                .header("Authorization", "Bearer " + Visitor.ownerToken(server, "ada", "requests:read")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.JSON.readTree(answer.body()).path("items").valueStream().toList();
    }

    private static String refusal(Mcp own, String wish) {
        JsonNode result = Mcp.message(own.call("request_access", wish)).path("result");
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        return result.path("content").path(0).path("text").asString();
    }

    private static JsonNode result(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode result = Mcp.message(answer).path("result");
        assertThat(result.path("isError").asBoolean(false)).as(answer.body()).isFalse();
        return result.path("structuredContent");
    }

    private static String token(JsonNode tokens) {
        return tokens.path("access_token").asString();
    }

    private static String grant(JsonNode tokens) {
        String claims =
                new String(Base64.getUrlDecoder().decode(token(tokens).split("\\.")[1]), StandardCharsets.UTF_8);
        return Http.JSON.readTree(claims).path("grant_id").asString();
    }
}
