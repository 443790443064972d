package dev.countersign.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Called;
import dev.countersign.acts.Origin;
import dev.countersign.acts.RecordCall;
import dev.countersign.core.authority.Access;
import dev.countersign.server.people.House;
import dev.countersign.store.Events;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happened, in sentences, and never more than the reader may know. */
class ActivityPageTest extends AtTheConsole {
    @BeforeEach
    void an_agent_works() {
        approve();
        var grant = house.live().getFirst();
        call(new Called(grant, "jti", "notes", "tools/call", Optional.of("read_note"), Access.READ), "ok");
        call(new Called(grant, "jti", "notes", "tools/call", Optional.of("write_note"), Access.WRITE), "refused");
    }

    private void call(Called call, String outcome) {
        house.acts().perform(new RecordCall(call, outcome, 3), Origin.HOST);
    }

    private String entry(String kind) {
        return house.acts().read(tx -> tx.events().after(0, 1_000)).stream()
                .map(Events.Stored::entry)
                .filter(entry -> entry.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void acts_stand_there_as_sentences() { // issue 7 §7
        assertThat(tab.get("/console/activity").html())
                .contains(
                        "You allowed agent-1 to act",
                        "agent-1 read notes/read_note",
                        "agent-1 was refused notes/write_note")
                .doesNotContain(">record-call<");
    }

    @Test
    void filters_leave_only_what_is_looked_for() { // issue 7 §7
        assertThat(tab.get("/console/activity?outcome=refused").html())
                .contains("was refused notes/write_note")
                .doesNotContain("read notes/read_note");
        assertThat(tab.get("/console/activity?tool=notes/read_note").html())
                .contains("read notes/read_note")
                .doesNotContain("was refused");
        assertThat(tab.get("/console/activity?agent=nobody").html()).contains("Nothing like that was found");
        assertThat(tab.get("/console/activity?to=2020-01-01&from=no-date").html())
                .contains("Nothing like that was found");
    }

    @Test
    void a_file_has_what_is_looked_for_in_the_form_of_the_export() { // issue 7 §7: export
        var csv = tab.get("/console/activity.csv?outcome=refused");

        assertThat(csv.answer().headers().firstValue("Content-Disposition").orElse(""))
                .contains("activity.csv");
        assertThat(csv.html()).startsWith("index,at,kind,id,owner");
        assertThat(tab.get("/console/activity.jsonl").status()).isEqualTo(200);
    }

    @Test
    void every_entry_has_a_page_with_all_the_log_says() { // issue 7 §7: each entry leads to its proof
        assertThat(tab.get("/console/activity/" + entry("record-call")).html())
                .contains("agent-1 read notes/read_note", "\"jti\"", "Its proof");
        assertThat(tab.get("/console/activity/none").status()).isEqualTo(404);
    }

    @Test
    void an_owner_sees_nothing_of_others_whatever_is_asked_for() { // issue 7 §7: owner filter for admins and auditors
        var path = "/console/activity/" + entry("record-call");
        house.addOwner("bob");
        var other = house.tab();
        assertThat(house.signIn(other, "bob", House.PASSPHRASE).status()).isEqualTo(303);

        for (var query : new String[] {"", "?owner=all", "?owner=" + house.ada().id()}) {
            assertThat(other.get("/console/activity" + query).html()).doesNotContain("read_note", "filter-owner");
            assertThat(other.get("/console/activity.jsonl" + query).html()).doesNotContain("read_note");
        }
        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.get(path + "/proof").status()).isEqualTo(404);
        assertThat(tab.get("/console/activity?owner=all").html()).contains("filter-owner", "read_note");
    }
}
