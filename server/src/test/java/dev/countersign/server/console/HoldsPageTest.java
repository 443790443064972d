package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Suspend;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Role;
import dev.countersign.store.Devices;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the console says of what an admin or the operator stopped, and to whom it offers to let it go on. */
class HoldsPageTest extends AtTheConsole {
    private static final String SWITCHES = "/console/settings/switches";
    private static final OwnerId ROOT = new OwnerId("ow_root");

    private Grant grant;
    private DeviceId device;

    @BeforeEach
    void aGrantAndAnotherAdmin() {
        approve();
        grant = house.live().getFirst();
        device = DeviceId.of(ada(), "thumb");
        house.addOwner("root");
        role(ROOT, Role.ADMIN);
        house.acts().upkeep(tx -> {
            var now = house.acts().now();
            tx.devices().seen(new Devices.Device(device, "thumb", ada(), "laptop", now, now, "127.0.0.1"));
            return true;
        });
    }

    @Test
    void an_owner_sees_a_sentence_where_an_admin_sees_the_button() { // DESIGN Revocation; issue 7 §2
        for (var path : List.of("grants/" + grant.id(), "devices/" + device)) {
            var page = "/console/" + path;
            hold(new RevocationKey(path.replaceFirst("s/", ":")), Optional.of(ROOT));

            role(ada(), Role.OWNER);
            assertThat(tab.get(page).html())
                    .contains("An administrator stopped this; ask them")
                    .doesNotContain(page + "/resume", page + "/suspend")
                    .contains(page + "/revoke");
            assertThat(tab.get(page + "/resume").status()).isEqualTo(409);
            var refused = tab.submit(tab.get(page + "/revoke"), page + "/resume");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.html()).contains("An administrator stopped this");
            assertThat(kinds(path)).hasSize(1);

            role(ada(), Role.ADMIN);
            assertThat(tab.get(page).html()).contains("stopped by an administrator", page + "/resume");
            assertThat(tab.submit(tab.get(page + "/resume"), page + "/resume").location())
                    .isEqualTo(page + "?done=resumed");
            assertThat(kinds(path)).isEmpty();
        }
    }

    @Test
    void an_agent_held_for_everybody_goes_on_for_everybody_and_the_admin_is_told() { // DESIGN Revocation
        var page = "/console/agents/" + grant.agent();
        hold(RevocationKey.of(grant.agent()), Optional.empty());
        role(ada(), Role.OWNER);
        assertThat(tab.get(page).html()).contains("ask them").doesNotContain(page + "/resume");
        role(ada(), Role.ADMIN);
        var question = tab.get(page + "/resume");
        assertThat(question.html()).contains("goes on for everybody");
        tab.submit(question, page + "/resume");
        assertThat(house.live()).hasSize(1);
    }

    @Test
    void everything_that_is_held_is_let_go_on_at_one_page() { // one person alone ends everything from the console
        var keys = List.of(
                RevocationKey.of(ada()),
                RevocationKey.of(grant.client()),
                RevocationKey.of(grant.agent()),
                RevocationKey.of(device),
                RevocationKey.of(grant.id()));
        keys.forEach(key -> hold(key, Optional.empty()));
        assertThat(tab.get("/console/grants/" + grant.id()).html())
                .contains("stopped with more than this", SWITCHES)
                .doesNotContain("/console/grants/" + grant.id() + "/resume");

        var page = tab.get(SWITCHES);
        assertThat(page.html()).contains("Stopped by an administrator or at the host", "laptop", "ada");
        role(ada(), Role.OWNER);
        assertThat(tab.submit(page, SWITCHES + "/resume", "key", keys.getFirst().value())
                        .status())
                .isEqualTo(403);
        role(ada(), Role.ADMIN);
        for (var key : keys) {
            assertThat(house.live()).as(key.value()).isEmpty();
            assertThat(page.html()).contains(key.value());
            tab.submit(page, SWITCHES + "/resume", "key", key.value());
        }
        assertThat(house.live()).hasSize(1);
        assertThat(tab.get(SWITCHES).html()).doesNotContain("Stopped by an administrator or at the host");
    }

    @Test
    void what_an_owner_stopped_themselves_they_let_go_on() { // issue 7 §2
        role(ada(), Role.OWNER);
        for (var path : List.of("grants/" + grant.id(), "agents/" + grant.agent(), "devices/" + device)) {
            var page = "/console/" + path;
            tab.submit(tab.get(page + "/suspend"), page + "/suspend");
            assertThat(tab.get(page).html()).contains("You stopped", page + "/resume");
            tab.submit(tab.get(page + "/resume"), page + "/resume");
            assertThat(tab.get(page).html()).contains(page + "/suspend");
        }
        assertThat(house.live()).hasSize(1);
    }

    private OwnerId ada() {
        return house.ada().id();
    }

    private void role(OwnerId who, Role role) {
        house.acts().upkeep(tx -> {
            tx.owners().setRole(who, role);
            return true;
        });
    }

    private void hold(RevocationKey key, Optional<OwnerId> by) {
        assertThat(house.acts().perform(new Suspend(key, by), Origin.HOST)).isEqualTo(Suspend.Outcome.HELD);
    }

    private List<String> kinds(String path) {
        var key = new RevocationKey(path.replaceFirst("s/", ":"));
        return house.acts()
                .read(tx -> tx.revocations().of(List.of(key)).stream()
                        .map(row -> row.kind().name())
                        .toList());
    }
}
