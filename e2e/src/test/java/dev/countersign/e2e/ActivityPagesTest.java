package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.Receipt;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** What happened, as people find it in the console. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActivityPagesTest {
    private final ConsoleScene console = ConsoleScene.plain();
    private Mcp notes = new Mcp("", "");

    @BeforeAll
    void an_agent_works() {
        console.inspects("/console/activity?outcome=lost", "console-activity-nothing");
        try (Agent agent = new Agent(console.server())) {
            JsonNode tokens = console.human().allows(agent, console.server().mcp("notes"), "write");
            notes = new Mcp(
                            console.server().mcp("notes"),
                            tokens.path("access_token").asString())
                    .initialized();
        }
        for (int i = 0; i < 5; i++) {
            notes.call("list_notes", "{}");
        }
        notes.call("write_note", "{\"name\":\"milk\",\"text\":\"two\"}");
        notes.call("delete_note", "{\"name\":\"milk\"}");
    }

    @AfterAll
    void close() {
        console.close();
    }

    private void await(String text) {
        Deadline.await("“" + text + "”", Duration.ofSeconds(15), () -> {
            console.opens("/console/activity");
            return Optional.of(console.human().reads()).filter(page -> page.contains(text));
        });
    }

    @Test
    void the_timeline_tells_what_was_done() { // issue 7 §7
        await("read notes/list_notes");
        await("changed something with notes/write_note");
        console.shows("/console/activity", "console-activity");

        assertThat(console.human().count(".histogram svg rect")).isPositive();
        assertThat(console.human().count(".histogram table tbody tr")).isPositive();
    }

    @Test
    void filters_work_without_scripts() { // issue 7 §7, craft: every page works without JavaScript
        await("read notes/list_notes");
        Human human = console.human();
        human.allowsScripts(false);
        try {
            console.opens("/console/activity");
            console.clicks(By.cssSelector(".filters summary"));
            human.types("tool", "notes/write_note");
            console.clicks(By.cssSelector(".filters button"));
            human.arrives("tool=notes");
            String timeline = human.one(By.id("timeline")).getText();

            assertThat(timeline).contains("write_note").doesNotContain("list_notes");
        } finally {
            human.allowsScripts(true);
        }
        console.inspects("/console/activity?tool=notes%2Fwrite_note", "console-activity-filtered");
    }

    @Test
    void a_new_act_appears_by_itself_and_can_be_held_back() { // issue 7 §7: live updates
        console.opens("/console/activity?tool=notes%2Fread_note");
        Human human = console.human();
        lives(human, true);
        assertThat(human.one(By.id("timeline")).getText()).isEmpty();
        notes.call("read_note", "{\"name\":\"nothing\"}");
        notes.call("list_notes", "{}");
        Deadline.await(
                "the act on the page",
                Duration.ofSeconds(10),
                () -> Optional.of(human.one(By.id("timeline")).getText()).filter(text -> text.contains("read_note")));

        assertThat(human.one(By.id("timeline")).getText()).doesNotContain("list_notes");
        console.clicks(By.cssSelector(".live"));
        assertThat(human.one(By.cssSelector(".live")).getAttribute("aria-pressed"))
                .isEqualTo("false");
    }

    @Test
    void a_page_that_nobody_sees_holds_no_stream_and_hears_later_what_happened() { // issue 7 §7: live updates
        console.opens("/console/activity?tool=notes%2Fread_note");
        Human human = console.human();
        lives(human, true);
        int before = acts(human);
        hides(human, true);
        lives(human, false);
        notes.call("read_note", "{\"name\":\"unseen\"}");
        Deadline.await(
                "the act in the log",
                Duration.ofSeconds(10),
                () -> Optional.of(fetched(human, "/console/activity.csv?tool=notes%2Fread_note"))
                        .filter(file -> file.lines().count() > before + 1));
        assertThat(acts(human)).as("nothing while nobody looks").isEqualTo(before);
        hides(human, false);

        lives(human, true);
        Deadline.await(
                "what happened meanwhile",
                Duration.ofSeconds(10),
                () -> Optional.of(acts(human)).filter(now -> now == before + 1));
    }

    private static void lives(Human human, boolean live) {
        Deadline.await(
                live ? "a live page" : "a page at rest",
                Duration.ofSeconds(10),
                () -> Optional.of(human.count(".live[data-state=on]")).filter(count -> count == (live ? 1 : 0)));
    }

    /** As the browser does it when another tab is looked at (Page Visibility). */
    private static void hides(Human human, boolean hidden) {
        human.browser().driver().executeScript("""
                const state = arguments[0] ? "hidden" : "visible";
                Object.defineProperty(document, "hidden", { configurable: true, get: () => state === "hidden" });
                Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
                document.dispatchEvent(new Event("visibilitychange"));
                """, hidden);
    }

    private static int acts(Human human) {
        return human.count("#timeline > li");
    }

    private static String fetched(Human human, String path) {
        return Objects.requireNonNull(human.browser()
                        .driver()
                        .executeAsyncScript(
                                "const done = arguments[1]; fetch(arguments[0]).then(a => a.text()).then(done)", path))
                .toString();
    }

    @Test
    void an_entry_leads_to_a_proof_that_anybody_can_check() { // issue 7 §7: each entry leads to its proof
        await("read notes/list_notes");
        Human human = console.human();
        console.clicks(By.partialLinkText("read notes/list_notes"));
        human.arrives("/console/activity/");
        String path = human.address().substring(console.server().issuer().length());
        Deadline.await("its proof", Duration.ofSeconds(10), () -> {
            console.opens(path);
            return Optional.of(human.reads()).filter(page -> page.contains("Download the proof"));
        });
        console.shows(path, "console-entry");
        String file = fetched(human, path + "/proof");
        NoteKey key =
                NoteKey.parse(console.server().command("audit", "key").out().strip());

        assertThat(Receipt.parse(file).check(key).entry().kind()).isEqualTo("record-call");
        assertThat(human.reads()).contains("--key '" + key + "'");
    }

    @Test
    void the_file_is_that_of_the_audit_export() { // issue 7 §7: export
        await("read notes/list_notes");
        Human human = console.human();
        String file = fetched(human, "/console/activity.csv?tool=notes%2Fwrite_note");
        String export =
                console.server().command("audit", "export", "--format", "csv").out();

        assertThat(file.lines().count()).isGreaterThan(1);
        assertThat(export.lines()).containsAll(file.lines().toList());
    }
}
