package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** A human reads, chooses and approves, and what comes of it is what was chosen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsentTest {
    private final Scene scene = Scene.plain();
    private final Human human = scene.human();
    private final Agent agent = new Agent(scene.server());

    @AfterAll
    void close() {
        agent.close();
        scene.close();
    }

    @Test
    void the_setup_link_makes_one_owner_with_passkey_and_passphrase_and_works_once() { // issue 2 §4
        human.opens(scene.page("/console/settings"));

        assertThat(human.reads()).contains("Signed in as ada", "First passkey", "Change your passphrase");
        assertThat(Http.status(scene.server().setupLink().toString())).isEqualTo(410);
    }

    @Test
    void the_page_has_three_voices_and_names_client_scope_and_destination() { // RS-15, A1.28, B1.4, AS-16, A1.16, RS-14
        scene.asks(agent.authorizeUrl(scene.notes(), Map.of("scope", "mcp:write")));

        assertThat(voice("claims")).contains("says it is");
        assertThat(voice("verified")).contains("signed in as ada", "Nobody vouches for this program");
        assertThat(voice("says"))
                .contains("mcp-agent", scene.notes(), "mcp:write", agent.redirect(), "127.0.0.1:" + agent.port());
    }

    @Test
    void the_page_shows_which_tools_each_access_unlocks() { // U4, D2.5
        scene.asks(agent);

        assertThat(human.reads()).contains("search_notes", "write_note", "delete_note");
    }

    @Test
    void nothing_is_preselected_and_no_control_carries_a_choice() { // B2.1
        scene.asks(agent);

        assertThat(human.count(":checked")).isZero();
        assertThat(scene.visitor().reaches(agent.authorizeUrl(scene.notes())).html())
                .doesNotContainPattern("(?i)<[^>]*\\s(checked|selected)[\\s=>]");
    }

    @Test
    void a_passkey_approves_and_the_token_says_so() { // D1.2, U5
        scene.asks(agent);
        human.chooses("access", "read");
        human.chooses("until", "P1D");
        human.decides("approve");

        assertThat(claims(agent.tokens(agent.answer().code())).path("amr"))
                .extracting(JsonNode::asString)
                .contains("hwk");
    }

    @Test
    void a_passphrase_approves() { // D1.2, AS-06
        scene.asks(agent);
        human.approves("read");

        Agent.Callback answer = agent.answer();
        assertThat(answer.parameters())
                .containsEntry("state", agent.state())
                .containsEntry("iss", scene.server().issuer());
        assertThat(claims(agent.tokens(answer.code())).path("amr"))
                .extracting(JsonNode::asString)
                .contains("pwd");
    }

    @Test
    void a_passphrase_approves_with_scripts_off() { // issue 2 §8
        human.allowsScripts(false);
        scene.asks(agent);
        human.approves("read");
        var answer = agent.answer();

        assertThat(agent.redeem(answer.code()).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void scriptsOn() {
        human.allowsScripts(true);
    }

    @Test
    void an_incomplete_choice_shows_the_page_again_with_the_choices_made() { // B2.1, DESIGN 5: 422
        scene.asks(agent);
        human.chooses("access", "write");
        human.decides("approve");

        assertThat(human.status()).isEqualTo(422);
        assertThat(human.reads()).contains("Choose for how long.");
        assertThat(human.one(By.id("access-write")).isSelected()).isTrue();
        assertThat(agent.hearsNothing(java.time.Duration.ofMillis(200))).isTrue();
    }

    @Test
    void a_single_tool_under_read_is_all_the_gateway_then_lists_and_lets_through() { // B2.4, D2.5, RS-07
        scene.asks(agent);
        human.chooses("access", "read");
        human.chooses("tool", "notes/search_notes");
        human.chooses("until", "PT1H");
        human.types("passphrase", Human.PASSPHRASE);
        human.decides("approve");
        JsonNode tokens = agent.tokens(agent.answer().code());
        Mcp mcp = new Mcp(scene.notes(), tokens.path("access_token").asString()).initialized();

        JsonNode listed =
                Mcp.message(mcp.request("tools/list", "{}")).path("result").path("tools");
        assertThat(StreamSupport.stream(listed.spliterator(), false)
                        .map(tool -> tool.path("name").asString()))
                .containsExactly("search_notes");
        assertThat(tokens.path("scope").asString()).doesNotContain("mcp:write");
        assertThat(mcp.call("write_note", "{\"name\":\"x\",\"text\":\"y\"}").statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_human_picks_the_places_when_the_request_names_none() { // issue 2 §7
        scene.asks(java.net.URI.create(agent.authorizeUrl("").toString().replace("&resource=", "")));
        human.chooses("access", "read");
        human.types("until", "PT1H");
        human.types("passphrase", Human.PASSPHRASE);
        human.decides("approve");
        assertThat(human.reads()).contains("Tick at least one place");

        human.chooses("resource", scene.notes());
        human.types("passphrase", Human.PASSPHRASE);
        human.decides("approve");

        assertThat(claims(agent.tokens(agent.answer().code())).path("aud").toString())
                .contains(scene.notes());
    }

    private String voice(String which) {
        return human.one(By.className("voice--" + which)).getText();
    }

    private static JsonNode claims(JsonNode tokens) {
        String token = tokens.path("access_token").asString();
        return Http.JSON.readTree(java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }
}
