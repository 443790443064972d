package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;

/** The settings of owners and admins, as people use them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettingsPagesTest {
    private final ConsoleScene console = ConsoleScene.plain();
    private final Human human = console.human();

    @BeforeAll
    void an_agent_was_allowed_something() {
        try (Agent agent = new Agent(console.server())) {
            human.allows(agent, console.server().mcp("notes"), "read");
        }
    }

    @AfterAll
    void close() {
        console.close();
    }

    private void press(String button) {
        console.clicks(By.cssSelector(button));
    }

    @Test
    void the_settings_lead_to_each_of_their_parts() { // issue 7 §8
        console.opens("/console/settings");
        for (String part : new String[] {"Browsers", "Keys and log", "Owners", "Programs", "Switches", "Ways in"}) {
            console.clicks(By.linkText(part));
            human.sees(part);
        }
    }

    @Test
    void every_part_can_be_read_by_everybody() { // issue 7 §9
        console.inspects("/console/settings/keys", "console-keys");
        console.inspects("/console/settings/owners", "console-owners");
        console.inspects("/console/settings/clients", "console-clients");
        console.inspects("/console/settings/clients/bar?client=mcp-agent", "console-bar");
        console.inspects("/console/settings/switches", "console-switches");
    }

    @Test
    void another_browser_is_signed_out() { // issue 7 §8
        Visitor other = console.scene().visitor();
        console.inspects("/console/settings/browsers", "console-browsers");
        press("form[action$='end-others'] button");
        human.arrives("done=browsers-ended");

        assertThat(human.reads()).contains("All other browsers are signed out.");
        assertThat(other).isNotNull();
        assertThat(human.count("form[action*='/console/settings/browsers/']")).isZero();
    }

    @Test
    void an_owner_is_added_with_a_passkey() { // DESIGN Presence, issue 7 §8
        console.opens("/console/settings/owners");
        human.types("name", "bob");
        human.types("new_passphrase", "seven herons over slate");
        human.types("again", "seven herons over slate");
        press("main form button.button--main");
        human.arrives("done=added");

        assertThat(human.reads()).contains("bob", "added by ada");
    }

    @Test
    void a_barred_program_and_a_barred_device_are_let_back_with_a_passkey() { // issue 7 §8, DESIGN Presence
        try (Agent tool = new Agent(console.server(), registered())) {
            human.opens(tool.authorizeUrl(console.server().mcp("notes")));
            human.approves("read");
            tool.tokens(tool.answer().code(), new ProvenKey());
        }
        console.opens("/console/devices");
        String device = Objects.requireNonNull(human.one(By.cssSelector("main a[href^='/console/devices/']"))
                        .getAttribute("href"))
                .replaceAll(".*/", "");
        assertThat(console.server().command("grants", "bar", "device:" + device).code())
                .isZero();
        console.opens("/console/settings/clients");
        human.follows("Bar Weeder");
        human.sends("/bar");
        assertThat(human.reads()).contains("The program is barred.", "Barred devices");
        console.inspects("/console/settings/clients", "console-clients-barred");
        console.clicks(By.partialLinkText("Let it ask again"));
        human.arrives("/console/settings/unbar");
        console.inspects(human.address().substring(console.server().issuer().length()), "console-unbar");
        for (String what : new String[] {"Weeder", "Device"}) {
            console.opens("/console/settings/clients");
            human.follows("Let it ask again " + what);
            press("main form button.button--main");
            human.arrives("done=unbarred");
        }

        assertThat(human.reads()).contains("It may ask again.").doesNotContain("Barred devices");
    }

    private String registered() {
        return Http.post(
                        console.server().issuer() + "/oauth/register",
                        Http.JSON.valueToTree(Map.of(
                                "client_name",
                                "Weeder",
                                "redirect_uris",
                                new String[] {"http://127.0.0.1/callback"},
                                "token_endpoint_auth_method",
                                "none")))
                .body()
                .transform(body -> Http.JSON.readTree(body).path("client_id").asString());
    }

    @Test
    void all_agents_are_suspended_and_let_go_on() { // issue 7 §8: switches
        console.opens("/console/settings/switches");
        press("form[action$='suspend'] button");
        human.arrives("done=all-suspended");
        assertThat(human.reads()).contains("They are suspended since");
        press("form[action$='resume'] button");
        human.arrives("done=all-resumed");
    }
}
