package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/**
 * The console's pages as people see them, on the way of an owner through a day. The pictures stand in {@code
 * target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsolePagesTest {
    private final ConsoleScene console = ConsoleScene.of("""
            servers: { notes: { command: %s } }
            clients:
              planner: { redirect_uris: [ "http://127.0.0.1/callback" ] }
              researcher: { client_secret: researcher, grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
            """.formatted(Distribution.exampleNotes()));
    private final Human ada = console.human();
    private final RunningServer server = console.server();
    private final Agent planner = new Agent(server, "planner");
    private final Agent editor = new Agent(server, "mcp-agent");
    private String plannerToken = "";

    @BeforeAll
    void nothing_is_allowed_yet() {
        console.inspects("/console", "console-home-empty");
        console.inspects("/console/agents", "console-agents-empty");
        console.inspects("/console/devices", "console-devices-empty");
        console.inspects("/console/tokens", "console-tokens-empty");
        letsThePlannerWork();
        letsTheEditorWorkOnItsDevice(new ProvenKey());
    }

    @AfterAll
    void close() {
        planner.close();
        editor.close();
        console.close();
    }

    @Test
    @Order(1)
    void home_shows_what_waits_and_who_is_at_work() { // issue 7 §1
        ada.opens(editor.authorizeUrl(server.mcp("notes")));
        ada.arrives("/consent/ask_");

        console.shows("/console", "console-home");

        assertThat(ada.reads())
                .contains("One request waits for you", "One agent is at work", "planner read notes/read_note");
        ada.follows("Decide");
        ada.arrives("/consent/ask_");
    }

    @Test
    @Order(2)
    void agents_are_listed_with_what_they_may_do() { // issue 7 §2
        console.shows("/console/agents", "console-agents");

        assertThat(ada.reads()).contains("May read in notes", "where: unproven");
        ada.follows("planner");
        console.inspects(path(), "console-agent");
    }

    @Test
    @Order(3)
    void a_grant_tells_its_tools_its_tree_and_its_calls() { // issue 7 §2
        openGrantOfThePlanner();
        console.shows(path(), "console-grant");

        assertThat(ada.reads()).contains("May hand on", "You approved it with your passphrase");
        assertThat(ada.count(".picture svg[role=img]")).isEqualTo(1);
        console.inspects(path() + "/revoke", "console-question");
    }

    @Test
    @Order(4)
    void a_grant_is_narrowed_where_it_stands_and_the_next_call_feels_it() { // issue 7 §2
        Mcp notes = new Mcp(server.mcp("notes"), plannerToken).initialized();
        openGrantOfThePlanner();
        String grant = path();
        console.shows(grant + "/narrow", "console-narrow");
        ada.sends("/narrow");
        assertThat(ada.status()).isEqualTo(422);
        ada.browser().inspect("console-narrow-problems");

        ada.chooses("without", server.mcp("notes") + " read_note");
        ada.sends("/narrow");

        assertThat(ada.reads()).contains("nobody has to reconnect");
        assertThat(notes.call("read_note", "{\"name\":\"welcome\"}").statusCode())
                .isEqualTo(403);
        assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(5)
    void an_agent_is_stopped_and_goes_on_without_scripts_too() { // issue 7 §9
        Mcp notes = new Mcp(server.mcp("notes"), plannerToken).initialized();
        ada.allowsScripts(false);
        try {
            console.opens("/console/agents");
            ada.follows("planner");
            String agent = path();
            ada.follows("Stop for now");
            ada.sends("/suspend");
            assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(401);
            ada.allowsScripts(true);
            console.inspects(agent, "console-agent-stopped");
            ada.allowsScripts(false);
            ada.follows("Let it go on");
            ada.sends("/resume");
            // Nobody reconnects: its session rested meanwhile, and so did its token.
            assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(200);
        } finally {
            ada.allowsScripts(true);
        }
    }

    @Test
    @Order(6)
    void a_device_is_named_with_a_passkey() { // issue 7 §3
        console.opens("/console/devices");
        ada.follows("Device ");
        ada.types("name", "Ada’s laptop");
        ada.sends(path());
        ada.sees("The device has its new name.");

        console.inspects(path(), "console-device");
        console.shows("/console/devices", "console-devices");
        assertThat(ada.reads()).contains("Ada’s laptop");
    }

    @ParameterizedTest(name = "phone: {0}, scripts: {1}")
    @CsvSource({"false, true", "false, false", "true, true", "true, false"})
    @Order(7)
    void a_device_is_revoked_and_every_agent_on_it_ends(boolean phone, boolean scripts) { // issue 7 §3, §9
        ProvenKey key = new ProvenKey();
        String refresh = letsTheEditorWorkOnItsDevice(key).path("refresh_token").asString();
        ada.browser().isPhone(phone);
        ada.allowsScripts(scripts);
        try {
            console.opens("/console/devices");
            ada.opens(newestDevice());
            ada.follows("Revoke");
            assertThat(ada.reads()).contains("ends for good, and so does all they handed on");
            ada.sends("/revoke");
            assertThat(ada.reads()).contains("Revoked. The next call is refused.");
        } finally {
            ada.allowsScripts(true);
            ada.browser().isPhone(false);
        }

        HttpResponse<String> refused = editor.refresh(refresh, key);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_grant");
    }

    @ParameterizedTest(name = "phone: {0}, scripts: {1}")
    @CsvSource({"false, true", "true, false"})
    @Order(8)
    void a_device_is_barred_and_nothing_is_allowed_on_it_again(boolean phone, boolean scripts) { // issue 7 §3, §9
        ProvenKey key = new ProvenKey();
        String refresh = letsTheEditorWorkOnItsDevice(key).path("refresh_token").asString();
        console.opens("/console/devices");
        URI device = newestDevice();
        console.inspects(device.getPath() + "/bar", "console-device-bar");
        ada.browser().isPhone(phone);
        ada.allowsScripts(scripts);
        try {
            ada.opens(device);
            console.clicks(By.partialLinkText("Bar this device"));
            ada.arrives(device.getPath() + "/bar");
            assertThat(ada.reads()).contains("ends", "and so does every later one");
            ada.sends("/bar");
            assertThat(ada.reads()).contains("The device is barred.", "Let it ask again");
        } finally {
            ada.allowsScripts(true);
            ada.browser().isPhone(false);
        }
        console.inspects(device.getPath(), "console-device-barred");

        assertThat(editor.refresh(refresh, key).statusCode()).isEqualTo(400);
        ada.opens(editor.authorizeUrl(server.mcp("notes")));
        ada.approves("read");
        HttpResponse<String> again = editor.redeem(editor.answer().code(), key);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(400);
        assertThat(again.body()).contains("invalid_grant");
    }

    @Test
    @Order(9)
    void a_token_is_made_with_nothing_preselected_and_shown_once() { // issue 7 §4
        console.opens("/console/tokens");
        ada.types("name", "backup script");
        ada.sends("/console/tokens");
        ada.arrives("/consent/ask_");
        assertThat(ada.count("input:checked")).isZero();
        ada.chooses("resource", server.mcp("notes"));
        ada.approves("read");
        ada.follows("Go on to the token");
        ada.browser().inspect("console-token-ready");
        ada.sends("/made");
        ada.browser().inspect("console-token");
        String secret =
                String.valueOf(ada.browser().driver().executeScript("return document.getElementById('secret').value"));
        Mcp notes = new Mcp(server.mcp("notes"), secret).initialized();

        assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(200);
        console.shows("/console/tokens", "console-tokens");
        ada.follows("Revoke");
        ada.sends("/revoke");
        assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(401);
    }

    @Test
    @Order(10)
    void settings_can_be_read_by_everybody() { // issue 7 §9
        console.inspects("/console/settings", "console-settings");
    }

    @Test
    @Order(11)
    void stop_is_one_form_that_ends_every_agent() { // issue 7 §1, DESIGN surface /stop
        Mcp notes = new Mcp(server.mcp("notes"), plannerToken).initialized();
        console.shows("/stop", "console-stop");
        assertThat(ada.count("main form")).isEqualTo(1);

        ada.sends("/stop");

        assertThat(ada.reads()).contains("Every agent is stopped");
        assertThat(notes.call("list_notes", "{}").statusCode()).isEqualTo(401);
    }

    private void openGrantOfThePlanner() {
        console.opens("/console/agents");
        ada.follows("planner");
        ada.follows("in notes");
    }

    private String path() {
        return URI.create(ada.address()).getPath();
    }

    /** It may hand work on, does so, and reads a note. */
    private void letsThePlannerWork() {
        ada.opens(URI.create(planner.authorizeUrl(server.mcp("notes")) + "&resource="
                + URLEncoder.encode(server.issuer() + "/mcp", StandardCharsets.UTF_8)));
        ada.chooses("resource", server.mcp("notes"));
        ada.chooses("resource", server.issuer() + "/mcp");
        ada.browser().driver().executeScript("document.getElementById('delegate_depth').open = true");
        ada.types("delegate_depth", "1");
        ada.types("delegate_to", "researcher");
        ada.approves("write");
        plannerToken =
                planner.tokens(planner.answer().code()).path("access_token").asString();
        Mcp own = new Mcp(server.issuer() + "/mcp", plannerToken).initialized();
        JsonNode offer = Mcp.message(own.call(
                        "delegate", "{\"receiver\":\"researcher\",\"resource\":\"notes\",\"access\":\"read\"}"))
                .at("/result/structuredContent");
        Http.send(Http.to(server.issuer() + "/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("researcher:researcher".getBytes(StandardCharsets.UTF_8)))
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(Http.encode(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        offer.path("ticket").asString(),
                        "subject_token_type",
                        "urn:countersign:params:oauth:token-type:delegation-ticket")))));
        new Mcp(server.mcp("notes"), plannerToken).initialized().call("read_note", "{\"name\":\"welcome\"}");
    }

    private JsonNode letsTheEditorWorkOnItsDevice(ProvenKey key) {
        ada.opens(editor.authorizeUrl(server.mcp("notes")));
        ada.approves("read");
        return editor.tokens(editor.answer().code(), key);
    }

    /** The page of the device that was seen last: the list begins with it. */
    private URI newestDevice() {
        return URI.create(Objects.requireNonNull(
                ada.one(By.cssSelector("main a[href^='/console/devices/']")).getAttribute("href")));
    }
}
