package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.DeviceId;
import dev.countersign.server.people.House;
import dev.countersign.server.people.Tab;
import dev.countersign.store.Devices;
import dev.countersign.store.Owners;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an owner and an admin set: what gives asks for presence, what takes away does not. */
class SettingsTest extends AtTheConsole {
    private static final String OWNERS = "/console/settings/owners";
    private static final String UNBAR = "/console/settings/unbar";

    private Tab signedIn(String name) {
        var other = house.tab();
        assertThat(house.signIn(other, name, House.PASSPHRASE).status()).isEqualTo(303);
        return other;
    }

    @Test
    void one_browser_or_all_others_are_signed_out_without_presence() { // issue 7 §8
        var second = signedIn("ada");
        var third = signedIn("ada");
        var page = tab.get("/console/settings/browsers");
        var ending = Pattern.compile("action=\"(/console/settings/browsers/[^/\"]+/end)\"")
                .matcher(page.html());
        assertThat(ending.find()).isTrue();
        tab.submit(page, ending.group(1));
        assertThat(house.sessions()).isEqualTo(2);
        assertThat(tab.post("/console/settings/browsers/end-others", Map.of()).status())
                .isEqualTo(403);
        tab.submit(tab.get("/console/settings/browsers"), "/console/settings/browsers/end-others");

        assertThat(house.sessions()).isEqualTo(1);
        assertThat(tab.get("/console/settings/browsers").html())
                .contains("this one")
                .doesNotContain("end-others");
        assertThat(second.get("/console").status()).isEqualTo(303);
        assertThat(third.get("/console").status()).isEqualTo(303);
    }

    @Test
    void keys_and_log_can_be_read_by_everybody_and_anchors_by_who_sees_all() { // issue 7 §8
        house.addOwner("bob");

        assertThat(tab.get("/console/settings/keys").html())
                .contains("Public key of the log", "Where checkpoints are anchored");
        assertThat(signedIn("bob").get("/console/settings/keys").html())
                .contains("Public key of the log")
                .doesNotContain("Where checkpoints are anchored");
    }

    @Test
    void an_owner_is_added_only_with_an_admins_presence() { // DESIGN Presence, issue 7 §8
        var page = tab.get(OWNERS);
        var without =
                tab.submit(page, OWNERS, "name", "bob", "new_passphrase", House.PASSPHRASE, "again", House.PASSPHRASE);
        assertThat(without.status()).isEqualTo(422);
        var wrong = tab.submit(
                page,
                OWNERS,
                "name",
                "bob",
                "new_passphrase",
                House.PASSPHRASE,
                "again",
                House.PASSPHRASE,
                "passphrase",
                "not mine at all");
        assertThat(wrong.status()).isEqualTo(422);
        Optional<Owners.Owner> added = house.acts().read(tx -> tx.owners().named("bob"));
        assertThat(added).isEmpty();
        var done = tab.submit(
                page,
                OWNERS,
                "name",
                "bob",
                "new_passphrase",
                House.PASSPHRASE,
                "again",
                House.PASSPHRASE,
                "passphrase",
                House.PASSPHRASE);

        assertThat(done.location()).isEqualTo(OWNERS + "?done=added");
        assertThat(tab.get(OWNERS).html()).contains("bob", "added by ada");
        signedIn("bob");
        assertThat(tab.submit(tab.get(OWNERS), OWNERS, "name", "bob", "passphrase", House.PASSPHRASE)
                        .html())
                .contains("There is an owner of this name already");
    }

    @Test
    void pages_for_admins_are_closed_to_others() { // issue 7 §8: admin
        house.addOwner("bob");
        var bob = signedIn("bob");
        for (var path : new String[] {OWNERS, "/console/settings/clients", "/console/settings/switches"}) {
            assertThat(bob.get(path).status()).as(path).isEqualTo(403);
        }
        var token = bob.get("/console/settings/browsers");
        for (var path :
                new String[] {OWNERS, "/console/settings/clients/bar", UNBAR, "/console/settings/switches/suspend"}) {
            assertThat(bob.submit(token, path).status()).as(path).isEqualTo(403);
        }
        assertThat(bob.get("/console/settings").html()).doesNotContain("/console/settings/switches");
    }

    @Test
    void a_barred_program_loses_its_grants_and_only_an_admin_who_is_present_lets_it_back() { // issue 7 §8, DESIGN
        // Presence
        approve();
        var page = tab.get("/console/settings/clients");
        assertThat(page.html()).contains("agent-1", "/console/settings/clients/bar?client=agent-1");
        var question = tab.get("/console/settings/clients/bar?client=agent-1");
        assertThat(tab.submit(question, "/console/settings/clients/bar", "client", "nobody")
                        .status())
                .isEqualTo(404);
        tab.submit(question, "/console/settings/clients/bar", "client", "agent-1");

        assertThat(house.live()).isEmpty();
        assertThat(tab.get("/console/settings/clients").html()).contains(UNBAR + "?key=client%3Aagent-1");
        var unbar = tab.get(UNBAR + "?key=client%3Aagent-1");
        assertThat(unbar.html()).contains("Leave it barred", "agent-1");
        assertThat(tab.submit(unbar, UNBAR, "key", "client:agent-1").status()).isEqualTo(422);
        assertThat(tab.submit(unbar, UNBAR, "key", "client:agent-1", "passphrase", "not mine at all")
                        .status())
                .isEqualTo(422);
        approve();
        assertThat(house.live()).isEmpty();
        var done = tab.submit(unbar, UNBAR, "key", "client:agent-1", "passphrase", House.PASSPHRASE);
        assertThat(done.location()).isEqualTo("/console/settings/clients?done=unbarred");

        assertThat(house.live()).as("what it had stays ended").isEmpty();
        house.pass(Duration.ofSeconds(1));
        approve();
        assertThat(house.live()).hasSize(1);
        assertThat(tab.get(UNBAR + "?key=client%3Aagent-1").status()).isEqualTo(404);
    }

    /** A device of ada's with the one grant that lives. */
    private String deviceAtWork() {
        approve();
        var placed = house.live().getFirst();
        var device = DeviceId.of(house.ada().id(), "thumb");
        var at = house.acts().now();
        house.acts().upkeep(tx -> {
            tx.devices().seen(new Devices.Device(device, "thumb", house.ada().id(), "Laptop", at, at, "192.0.2.7"));
            tx.grants().place(placed.on(device));
            return true;
        });
        return "/console/devices/" + device;
    }

    @Test
    void an_admin_bars_a_device_without_presence_and_all_on_it_ends() { // issue 7 §3, DESIGN Revocation
        var path = deviceAtWork();
        var page = tab.get(path);
        assertThat(page.html()).contains(path + "/bar", "Bar this device").doesNotContain("This device is barred");
        var question = tab.get(path + "/bar");
        assertThat(question.html())
                .contains("Bar Laptop", "and so does every later one", "ada", "thumb")
                .doesNotContain("type=\"password\"");
        assertThat(tab.post(path + "/bar", Map.of()).status()).isEqualTo(403);
        assertThat(house.live()).hasSize(1);

        var done = tab.submit(question, path + "/bar");

        assertThat(done.location()).isEqualTo(path + "?done=device-barred");
        assertThat(house.live()).isEmpty();
        assertThat(tab.get(done.location()).html())
                .contains("The device is barred.", "This device is barred", UNBAR + "?key=device%3A")
                .doesNotContain(path + "/bar\"");
        assertThat(tab.get("/console/devices").html()).contains("Laptop", "barred");
        assertThat(tab.get("/console/settings/clients").html()).contains("Barred devices", "Laptop");
        house.pass(Duration.ofSeconds(1));
        deviceAtWork();
        assertThat(house.live()).as("what is allowed there later").isEmpty();
        assertThat(tab.get("/console/devices/dv_none/bar").status()).isEqualTo(404);
    }

    @Test
    void who_is_no_admin_bars_neither_a_device_nor_a_program() { // issue 7 §8: admin
        var path = deviceAtWork();
        var agent = Pattern.compile("href=\"(/console/agents/[^\"/?]+)\"")
                .matcher(tab.get("/console/agents").html());
        assertThat(agent.find()).isTrue();
        assertThat(tab.get(agent.group(1)).html())
                .contains("Bar this program", "/console/settings/clients/bar?client=agent-1");

        house.addOwner("bob");
        role("ow_bob", "admin");
        role(house.ada().id().value(), "owner");

        assertThat(tab.get(agent.group(1)).html()).contains("Revoke").doesNotContain("Bar this program");
        var page = tab.get(path);
        assertThat(page.html()).contains("Laptop", "Revoke").doesNotContain("Bar this device", path + "/bar");
        assertThat(tab.get(path + "/bar").status()).isEqualTo(403);
        assertThat(tab.submit(page, path + "/bar").status()).isEqualTo(403);
        assertThat(house.live()).hasSize(1);
    }

    private void role(String owner, String role) {
        var done = tab.submit(
                tab.get(OWNERS), OWNERS + "/role", "owner", owner, "role", role, "passphrase", House.PASSPHRASE);
        assertThat(done.status()).as(done.html()).isEqualTo(303);
    }

    @Test
    void an_admin_bars_the_device_of_another_owner() { // issue 7 §8: admin, DESIGN Revocation
        house.addOwner("bob");
        var bobs = house.acts()
                .<Optional<Owners.Owner>>read(tx -> tx.owners().named("bob"))
                .orElseThrow()
                .id();
        var device = DeviceId.of(bobs, "thumb");
        var at = house.acts().now();
        house.acts().upkeep(tx -> {
            tx.devices().seen(new Devices.Device(device, "thumb", bobs, "Phone", at, at, "192.0.2.8"));
            return true;
        });
        var path = "/console/devices/" + device;
        assertThat(tab.get(path).status()).isEqualTo(404);
        var question = tab.get(path + "/bar");
        assertThat(question.html()).contains("Bar Phone", "bob");
        assertThat(tab.submit(question, path + "/bar").location())
                .isEqualTo("/console/settings/clients?done=device-barred");
        var page = signedIn("bob").get(path);
        assertThat(page.html()).contains("This device is barred").doesNotContain("/bar\"", UNBAR);
    }

    @Test
    void everybodys_agents_are_suspended_and_let_go_on() { // issue 7 §8: switches
        approve();
        tab.submit(tab.get("/console/settings/switches"), "/console/settings/switches/suspend");
        assertThat(house.live()).isEmpty();
        var page = tab.get("/console/settings/switches");
        assertThat(page.html()).contains("They are suspended since");
        tab.submit(page, "/console/settings/switches/resume");

        assertThat(house.live()).hasSize(1);
    }
}
