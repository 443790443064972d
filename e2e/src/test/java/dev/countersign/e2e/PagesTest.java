package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every page as people see it: on a desktop and on a phone, in light and in dark, without a violation that axe finds. The
 * pictures stand in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
    private final RunningServer server = RunningServer.plain();
    private final Human human = new Human();
    private final Agent agent = new Agent(server, registered("Quill, the editor’s agent"));

    /** The pages on the way to the first owner. */
    @BeforeAll
    void setup_can_be_read_by_everybody() {
        human.opens(server.setupLink());
        inspect("setup");
        human.types("passphrase", "short");
        human.presses("with", "passphrase");
        inspect("setup-problems");
        human.types("name", Scene.OWNER);
        human.types("passphrase", Human.PASSPHRASE);
        human.types("again", Human.PASSPHRASE);
        human.presses("with", "passkey");
        human.leaves("/setup/");
        inspect("console-empty");
    }

    @AfterAll
    void close() {
        agent.close();
        human.close();
        server.close();
    }

    @Test
    void sign_in_can_be_read_by_everybody() { // issue 2 §8
        human.opens(page("/console"));
        human.signsOut();
        human.opens(request());
        human.arrives("/login");
        inspect("login");
        human.signsIn(Scene.OWNER, "not this one");
        inspect("login-problems");
        human.signsIn(Scene.OWNER, Human.PASSPHRASE);
        human.arrives("/consent/ask_");
    }

    @Test
    void consent_can_be_read_by_everybody() { // issue 2 §8, U4
        human.opens(request());
        human.arrives("/consent/ask_");
        inspect("consent");
        if ("write".equals(System.getProperty("countersign.docs"))) {
            Browser.publish("consent-desktop-light.png", Path.of("..", "docs", "images", "consent.png"));
        }
        assertThat(human.count(".pills time[title$='UTC']"))
                .as("ends in the reader’s zone")
                .isEqualTo(4);
        human.chooses("access", "read");
        human.chooses("tool", "notes/search_notes");
        inspect("consent-chosen");
        human.decides("approve");
        assertThat(human.status()).isEqualTo(422);
        inspect("consent-problems");
    }

    @Test
    void consent_to_a_request_that_names_nothing_can_be_read_by_everybody() { // issue 2 §8
        human.opens(URI.create(agent.authorizeUrl("").toString().replace("&resource=", "")));
        human.arrives("/consent/ask_");

        inspect("consent-open");
    }

    @Test
    void the_passkey_step_and_what_follows_can_be_read_by_everybody() { // issue 2 §8
        human.opens(request());
        human.arrives("/consent/ask_");
        URI address = URI.create(human.address());
        human.chooses("access", "write");
        human.chooses("until", "P7D");
        human.browser().verifiesUser(false);
        human.decides("approve");
        assertThat(human.sees("passkey was not used")).isTrue();
        inspect("confirm");
        human.browser().verifiesUser(true);
        human.decides("approve");
        agent.tokens(agent.answer().code());
        human.opens(address);
        inspect("done");
        human.opens(page("/console"));
        inspect("console");
        human.opens(page("/stop"));
        inspect("stop");
    }

    @Test
    void a_cancelled_request_can_be_read_by_everybody() { // issue 2 §8, D1.3
        human.opens(request());
        human.arrives("/consent/ask_");
        human.decides("cancel");

        inspect("cancelled");
    }

    @Test
    void errors_can_be_read_by_everybody() { // issue 2 §8
        human.opens(page("/consent/ask_unknown"));
        inspect("error-unknown-request");
        human.opens(URI.create(server.issuer() + "/oauth/authorize?client_id=nobody"));
        inspect("error-unknown-client");
        human.opens(page("/nowhere"));
        inspect("error-not-found");
    }

    private void inspect(String name) {
        human.browser().inspect(name);
    }

    private URI request() {
        return agent.authorizeUrl(server.mcp("notes"));
    }

    private URI page(String path) {
        return URI.create(server.issuer() + path);
    }

    private String registered(String name) {
        return Http.post(
                        server.issuer() + "/oauth/register",
                        Http.JSON.valueToTree(Map.of(
                                "client_name",
                                name,
                                "redirect_uris",
                                new String[] {"http://127.0.0.1/callback"},
                                "token_endpoint_auth_method",
                                "none")))
                .body()
                .transform(body -> Http.JSON.readTree(body).path("client_id").asString());
    }
}
