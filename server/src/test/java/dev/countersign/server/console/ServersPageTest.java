package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.RecordCatalogue;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.server.people.House;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guarded servers can do, who says so, and who saw what. */
class ServersPageTest extends AtTheConsole {
    private static final Pattern LINE = Pattern.compile("/console/activity\\?grant=");

    /** The gateway writes down what a server shows. */
    private void seen() {
        house.acts()
                .perform(new RecordCatalogue(house.noteCatalogue(), house.acts().now()), Origin.HOST);
    }

    @Test
    void a_server_nobody_has_seen_says_when_its_tools_are_looked_at() { // issue 7 §9: empty states
        assertThat(tab.get("/console/servers").html()).contains("notes", "Nobody has seen its tools yet");
        assertThat(tab.get("/console/servers/notes").html()).contains("Connect an agent");
    }

    @Test
    void each_tool_has_its_class_and_who_said_so() { // issue 7 §6
        seen();
        var page = tab.get("/console/servers/notes").html();

        assertThat(page)
                .contains("read_note", "write_note", "delete_note", "by the server’s own word")
                .contains("You may let agents do up to: destructive", "No agent may use it");
        assertThat(tab.get("/console/servers").html()).contains("3 tools: 1 read, 1 write, 1 destructive");
    }

    @Test
    void a_changed_definition_is_shown_as_a_difference_to_the_grants_that_saw_another() { // issue 7 §6
        seen();
        approve();
        assertThat(tab.get("/console/servers/notes").html()).contains("These, as they are now");
        house.toolsChange();
        seen();

        assertThat(tab.get("/console/servers").html()).contains("One grant saw other tools than there are now.");
        assertThat(tab.get("/console/servers/notes").html())
                .contains("One grant saw other tools", "<del><bdi>Reads.", "<ins><bdi>Reads everything.");
    }

    @Test
    void an_owner_sees_only_servers_they_may_use() { // issue 7 §6
        house.addOwner("bob");
        var bob = house.tab();
        house.signIn(bob, "bob", House.PASSPHRASE);

        assertThat(bob.get("/console/servers").html()).contains("You may not use any server");
        assertThat(bob.get("/console/servers/notes").status()).isEqualTo(404);
        assertThat(bob.get("/console/connect").html()).doesNotContain("/mcp/notes");
    }

    @Test
    void ten_thousand_grants_make_no_page_longer() { // issue 7 §9: lists read only what they show
        seen();
        approve();
        var one = house.live().getFirst();
        house.toolsChange();
        seen();
        insert(one, house.notes(), one.catalogues(), 300);
        insert(one, house.files(), Map.of("files", "seen"), 9_700);

        assertThat(LINE.matcher(tab.get("/console/servers/notes").html()).results())
                .hasSize(ServerGrants.EACH);
        assertThat(tab.get("/console/servers/notes").html()).contains("Not all of your grants stand here");
        assertThat(tab.get("/console/servers").html()).contains("At least 50 grants saw other tools");
    }

    @Test
    void a_grant_is_found_beneath_ten_thousand_newer_ones_of_other_servers() { // issue 7 §6
        seen();
        approve();
        insert(house.live().getFirst(), house.files(), Map.of("files", "seen"), 10_000);

        assertThat(tab.get("/console/servers/notes").html())
                .contains("These, as they are now")
                .doesNotContain("Not all of your grants");
    }

    /** More grants like this one, each newer than the one before, at a server. */
    private void insert(Grant like, String location, Map<String, String> catalogues, int count) {
        house.acts().upkeep(tx -> {
            for (var i = 0; i < count; i++) {
                var grant = Grant.of(
                                new GrantId(Secrets.id("gr")),
                                like.subject(),
                                like.client(),
                                like.approval(),
                                like.approvedAt().plusMillis(i + 1),
                                like.until())
                        .authority(Authority.everything(location, Access.READ))
                        .catalogues(catalogues)
                        .notBefore(like.notBefore())
                        .build();
                tx.grants().insert(grant, "", "");
            }
            return true;
        });
    }
}
