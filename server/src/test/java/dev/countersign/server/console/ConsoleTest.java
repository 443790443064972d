package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Secrets;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Scopes;
import dev.countersign.server.people.House;
import dev.countersign.server.people.SoftKey;
import dev.countersign.server.people.Tab;
import dev.countersign.store.Devices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking and taking away: what a session may do by itself. */
class ConsoleTest {
    @TempDir
    private Path folder;

    private House house;

    @BeforeEach
    void open() throws IOException {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Grant grant(Tab tab) {
        house.approve(tab);
        return house.live().getFirst();
    }

    private Grant now(Grant grant) {
        return house.acts().read(tx -> tx.grants().find(grant.id())).orElseThrow();
    }

    private boolean alive(Grant grant) {
        return house.live().stream().anyMatch(live -> live.id().equals(grant.id()));
    }

    @Test
    void the_console_says_in_words_what_was_allowed_and_takes_it_back_without_presence() { // DESIGN Presence
        var tab = house.owned();
        var grant = grant(tab);
        assertThat(tab.get("/console/agents").html()).contains("agent-1", "May read in notes");
        var page = "/console/grants/" + grant.id();
        assertThat(tab.get(page).html()).contains("May read in notes", "read_note", "with your passphrase");
        assertThat(tab.post(page + "/revoke", Map.of()).status()).isEqualTo(403);
        assertThat(tab.submit(tab.get(page + "/revoke"), page + "/revoke").location())
                .isEqualTo(page + "?done=revoked");
        assertThat(alive(grant)).isFalse();
        assertThat(tab.get(page).html()).contains("revoked").doesNotContain(page + "/narrow");
    }

    @Test
    void an_agent_is_stopped_for_now_and_let_go_on() { // issue 7 §2
        var tab = house.owned();
        var grant = grant(tab);
        var agent = "/console/agents/" + grant.agent();
        tab.submit(tab.get(agent + "/suspend"), agent + "/suspend");
        assertThat(alive(grant)).isFalse();
        assertThat(tab.get(agent).html()).contains("You stopped this agent", agent + "/resume");
        tab.submit(tab.get(agent + "/resume"), agent + "/resume");
        assertThat(alive(grant)).isTrue();
    }

    @Test
    void a_grant_is_narrowed_in_place_and_never_widened() { // issue 7 §2: access, tools, arguments, end
        var tab = house.owned();
        var page = tab.visit(house.asks(Scopes.NONE, house.notes()));
        tab.submit(
                page,
                page.answer().uri().getPath(),
                "decision",
                "approve",
                "access",
                "write",
                "until",
                "P1D",
                "passphrase",
                House.PASSPHRASE);
        var grant = house.live().getFirst();
        var narrow = "/console/grants/" + grant.id() + "/narrow";
        var form = tab.get(narrow);
        assertThat(form.html()).doesNotContainPattern("\\s(checked|selected)[\\s=>]");

        assertThat(tab.submit(form, narrow).status()).as("nothing named").isEqualTo(422);
        assertThat(tab.submit(form, narrow, "until", "P30D").status())
                .as("a later end")
                .isEqualTo(422);
        assertThat(tab.submit(form, narrow, "access", "destructive").status()).isEqualTo(422);
        assertThat(tab.submit(form, narrow, "argument", "path").status())
                .as("half a limit")
                .isEqualTo(422);
        assertThat(now(grant)).isEqualTo(grant);

        var limited = tab.submit(
                form,
                narrow,
                "tool",
                house.notes() + " read_note",
                "argument",
                "path",
                "limit",
                "under",
                "value",
                "/srv/notes");
        assertThat(limited.location()).isEqualTo("/console/grants/" + grant.id() + "?done=narrowed");
        assertThat(tab.get("/console/grants/" + grant.id()).html()).contains("with read_note /path under /srv/notes/");

        tab.submit(form, narrow, "without", house.notes() + " write_note", "until", "2h");
        var left = now(grant);
        assertThat(left.until()).isBefore(grant.until());
        assertThat(left.authority().permissions().getFirst().tools().orElseThrow())
                .contains("read_note")
                .doesNotContain("write_note");
        assertThat(left.authority().narrows(grant.authority())).isTrue();

        tab.submit(form, narrow, "access", "read");
        assertThat(now(grant).authority().actions()).containsExactly(Access.READ);
    }

    @Test
    void home_shows_what_waits_and_what_happened_since_the_last_visit() { // issue 7 §1
        var tab = house.owned();
        assertThat(tab.get("/console").html()).contains("first visit");
        house.approve(tab);
        assertThat(tab.get("/console").html()).contains("first visit");
        house.pass(Duration.ofMinutes(40));
        tab.visit(house.asks(Scopes.NONE, house.notes()));
        assertThat(tab.get("/console").html())
                .contains("You were last here", "One request waits for you", "/consent/ask_")
                .doesNotContain("You approved");
    }

    @Test
    void a_token_is_asked_for_like_anything_else_and_shown_once() { // issue 7 §4, DESIGN Presence
        var tab = house.owned();
        var list = tab.get("/console/tokens");
        assertThat(tab.submit(list, "/console/tokens").status()).isEqualTo(422);
        var asked = tab.submit(list, "/console/tokens", "name", "backup script");
        assertThat(asked.location()).startsWith("/consent/ask_");
        assertThat(tab.get("/console/tokens/made").status())
                .as("not approved yet")
                .isEqualTo(410);
        var page = tab.get(asked.location());
        assertThat(page.html())
                .contains("You asked for it in the console")
                .doesNotContainPattern("\\s(checked|selected)[\\s=>]");
        tab.submit(
                page,
                asked.location(),
                "decision",
                "approve",
                "resource",
                house.notes(),
                "access",
                "read",
                "until",
                "P1D",
                "passphrase",
                House.PASSPHRASE);
        assertThat(tab.get(asked.location()).html()).contains("/console/tokens/made");

        var ready = tab.get("/console/tokens/made");
        assertThat(ready.html()).contains("backup script").doesNotContain("cs_pat_");
        var shown = tab.submit(ready, "/console/tokens/made");
        var secret = Pattern.compile("cs_pat_[A-Za-z0-9_-]+").matcher(shown.html());
        assertThat(secret.find()).isTrue();
        var token = house.acts()
                .read(tx -> tx.personalTokens().find(Secrets.hash(secret.group())))
                .orElseThrow();
        assertThat(token.grant()).isPresent();
        assertThat(tab.submit(ready, "/console/tokens/made").status()).isEqualTo(410);
        assertThat(tab.get("/console/tokens").html()).contains("backup script", "not used yet", "May read in notes");
    }

    @Test
    void a_device_is_named_with_presence_and_stopped_without() { // issue 7 §3
        var tab = house.owned();
        var grant = grant(tab);
        var device = DeviceId.of(house.ada().id(), "thumb");
        house.acts().upkeep(tx -> {
            tx.devices()
                    .seen(new Devices.Device(
                            device,
                            "thumb",
                            house.ada().id(),
                            "Device 1",
                            house.acts().now(),
                            house.acts().now(),
                            "192.0.2.7"));
            tx.grants().place(grant.on(device));
            return true;
        });
        var path = "/console/devices/" + device;
        assertThat(tab.get("/console/devices").html()).contains("Device 1", "192.0.2.7");
        var page = tab.get(path);
        assertThat(page.html()).contains("agent-1", "thumb");
        assertThat(tab.submit(page, path, "name", "laptop", "passphrase", "not this")
                        .status())
                .isEqualTo(422);
        assertThat(tab.submit(page, path, "name", "laptop", "passphrase", House.PASSPHRASE)
                        .location())
                .isEqualTo(path + "?done=device-named");
        assertThat(tab.get("/console/devices").html()).contains("laptop").doesNotContain("Device 1");
        tab.submit(tab.get(path + "/suspend"), path + "/suspend");
        assertThat(alive(grant)).isFalse();
        tab.submit(tab.get(path + "/resume"), path + "/resume");
        assertThat(alive(grant)).isTrue();
        tab.submit(tab.get(path + "/revoke"), path + "/revoke");
        assertThat(alive(grant)).isFalse();
    }

    @Test
    void a_proof_for_the_name_of_one_device_names_no_other() throws Exception { // DESIGN Presence: on that very act
        var key = new SoftKey(house.issuer());
        var tab = house.owned(key);
        var one = device("one");
        var other = device("other");
        var ask = tab.submit(tab.get(one), one, "name", "laptop");
        var assertion = key.sign(ask.options());
        assertThat(tab.submit(ask, other, "assertion", assertion).status()).isEqualTo(404);
        assertThat(tab.get("/console/devices").html())
                .contains("Device one", "Device other")
                .doesNotContain("laptop");
    }

    /** The page of a device that was seen. */
    private String device(String thumbprint) {
        var device = DeviceId.of(house.ada().id(), thumbprint);
        var now = house.acts().now();
        house.acts().upkeep(tx -> {
            tx.devices()
                    .seen(new Devices.Device(
                            device, thumbprint, house.ada().id(), "Device " + thumbprint, now, now, "192.0.2.7"));
            return true;
        });
        return "/console/devices/" + device;
    }

    @Test
    void stop_shows_one_form_and_ends_every_agent() { // DESIGN surface /stop
        var tab = house.owned();
        house.approve(tab);
        house.approve(tab);
        assertThat(house.tab().get("/stop").location()).startsWith("/login?next=");
        var page = tab.get("/stop");
        assertThat(page.html()).contains("2 approvals stand");
        assertThat(tab.post("/stop", Map.of()).status()).isEqualTo(403);
        tab.submit(page, "/stop");
        assertThat(house.live()).isEmpty();
        house.pass(Duration.ofSeconds(1));
        assertThat(house.approve(tab).status()).isEqualTo(303);
        assertThat(house.live()).hasSize(1);
    }

    @Test
    void another_owners_grant_cannot_be_revoked_here() { // DESIGN Presence: the own grants only
        var tab = house.owned();
        var path = "/console/grants/gr_other/revoke";
        assertThat(tab.submit(tab.get("/stop"), path).status()).isEqualTo(404);
    }
}
