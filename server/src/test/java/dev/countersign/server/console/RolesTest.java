package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Role;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.people.House;
import dev.countersign.server.people.SoftKey;
import dev.countersign.server.people.Tab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An admin gives another role, present on exactly that; who has it feels it at the next request. */
class RolesTest {
    private static final String OWNERS = "/console/settings/owners";
    private static final String ROLE = OWNERS + "/role";

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

    private Tab bob() {
        house.addOwner("bob");
        var bob = house.tab();
        assertThat(house.signIn(bob, "bob", House.PASSPHRASE).status()).isEqualTo(303);
        return bob;
    }

    private Tab.Seen change(Tab tab, String owner, String role, String passphrase) {
        return tab.submit(tab.get(OWNERS), ROLE, "owner", owner, "role", role, "passphrase", passphrase);
    }

    private Role role(String name) {
        return house.acts().read(tx -> tx.owners().named(name)).orElseThrow().role();
    }

    private JsonNode last(String kind) {
        return house.acts().read(tx -> tx.events().after(0, 1_000)).stream()
                .filter(stored -> stored.entry().kind().equals(kind))
                .map(stored -> StrictJson.parse(stored.entry().body()))
                .toList()
                .getLast();
    }

    @Test
    void a_role_is_changed_only_with_an_admins_presence() { // DESIGN Presence, issue 7 §8
        var ada = house.owned();
        bob();
        assertThat(change(ada, "ow_bob", "auditor", "").status()).isEqualTo(422);
        assertThat(change(ada, "ow_bob", "auditor", "not mine at all").status()).isEqualTo(422);
        assertThat(role("bob")).isEqualTo(Role.OWNER);
        assertThat(last("refuse-proof").path("purpose").asString()).isEqualTo("change-role");

        assertThat(change(ada, "ow_bob", "auditor", House.PASSPHRASE).location())
                .isEqualTo(OWNERS + "?done=role");
        assertThat(role("bob")).isEqualTo(Role.AUDITOR);
        assertThat(last("change-role").path("by").asString())
                .isEqualTo(house.ada().id().value());
        assertThat(ada.get(OWNERS + "?done=role").html()).contains("The role was changed.", "auditor");
        assertThat(ada.get("/console/activity?owner=ow_bob").html()).contains("Another role was given to bob");
    }

    @Test
    void a_passkey_signs_exactly_the_change_that_is_shown() throws GeneralSecurityException { // DESIGN Presence
        var key = new SoftKey(house.issuer());
        var ada = house.owned(key);
        bob();
        var ask = ada.submit(ada.get(OWNERS), ROLE, "owner", "ow_bob", "role", "auditor");
        assertThat(ask.html()).contains("Use your passkey to change a role", "bob", "auditor");
        var done = ada.submit(ask, ROLE, "assertion", key.sign(ask.options()), "owner", "ow_bob", "role", "admin");

        assertThat(done.location()).isEqualTo(OWNERS + "?done=role");
        assertThat(role("bob")).isEqualTo(Role.AUDITOR);
        assertThat(last("change-role").path("method").asString()).isEqualTo("passkey");
        assertThat(last("change-role").path("credential").asString()).isEqualTo(key.id());
    }

    @Test
    void an_added_owner_tells_which_passkey_the_admin_used() throws GeneralSecurityException { // DESIGN Presence
        var key = new SoftKey(house.issuer());
        var ada = house.owned(key);
        var ask = ada.submit(
                ada.get(OWNERS), OWNERS, "name", "bob", "new_passphrase", House.PASSPHRASE, "again", House.PASSPHRASE);
        ada.submit(ask, OWNERS, "assertion", key.sign(ask.options()));

        assertThat(last("create-owner").path("method").asString()).isEqualTo("passkey");
        assertThat(last("create-owner").path("proof").asString()).isEqualTo(key.id());
    }

    @Test
    void nobody_but_an_admin_changes_a_role() { // issue 7 §8: admin
        house.owned();
        var bob = bob();
        var page = bob.get("/console/settings/browsers");

        assertThat(bob.submit(page, ROLE, "owner", "ow_bob", "role", "admin", "passphrase", House.PASSPHRASE)
                        .status())
                .isEqualTo(403);
        assertThat(role("bob")).isEqualTo(Role.OWNER);
    }

    @Test
    void the_last_admin_keeps_the_role_and_is_told_what_to_do() { // issue 7 §8: admin
        var ada = house.owned();
        bob();
        var me = house.ada().id().value();
        var refused = change(ada, me, "owner", House.PASSPHRASE);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("ada is the only admin. Give somebody else the role admin first");

        change(ada, "ow_bob", "admin", House.PASSPHRASE);
        var done = change(ada, me, "owner", House.PASSPHRASE);
        assertThat(ada.visit(done.location()).html()).contains("Your role was changed.");
        assertThat(ada.get(OWNERS).status()).isEqualTo(403);
    }

    @Test
    void nothing_is_preselected_and_an_incomplete_choice_says_what_is_missing() { // DESIGN surface: 422
        var ada = house.owned();
        bob();
        assertThat(ada.get(OWNERS).html())
                .contains("value=\"admin\"", "value=\"auditor\"", "bob (owner)")
                .doesNotContain(" checked", " selected");

        var nothing = change(ada, "", "", House.PASSPHRASE);
        assertThat(nothing.status()).isEqualTo(422);
        assertThat(nothing.html()).contains("Choose whose role you change.", "Choose the new role.");
        assertThat(change(ada, "ow_gone", "god", House.PASSPHRASE).status()).isEqualTo(422);
        assertThat(change(ada, "ow_bob", "owner", House.PASSPHRASE).html())
                .contains("bob has the role owner already; choose another.");
    }

    @Test
    void an_open_session_has_the_new_role_at_once() { // issue 7 §8: roles are read at each request
        var ada = house.owned();
        var bob = bob();
        assertThat(bob.get("/console/settings/keys").html()).doesNotContain("Where checkpoints are anchored");
        change(ada, "ow_bob", "auditor", House.PASSPHRASE);
        assertThat(bob.get("/console/settings/keys").html()).contains("Where checkpoints are anchored");
        assertThat(bob.get(OWNERS).status()).isEqualTo(403);
        change(ada, "ow_bob", "admin", House.PASSPHRASE);
        assertThat(bob.get(OWNERS).status()).isEqualTo(200);
    }

    @Test
    @Timeout(20)
    void a_stream_of_everybodys_activity_ends_with_the_role_that_showed_it() throws Exception { // issue 7 §8: auditor
        var ada = house.owned();
        var bob = bob();
        change(ada, "ow_bob", "auditor", House.PASSPHRASE);
        var path = "/console/activity.events";
        var request = HttpRequest.newBuilder(URI.create(house.issuer() + path))
                .header("Cookie", bob.sentTo(path))
                .build();
        try (var http = HttpClient.newHttpClient();
                var lines = new BufferedReader(new InputStreamReader(
                        http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                                .body(),
                        StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("retry:");
            change(ada, "ow_bob", "owner", House.PASSPHRASE);

            assertThat(lines.lines().toList()).isNotEmpty(); // read to the end, which comes
        }
    }
}
