package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;

/** The steps that connect the next agent, as people find them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectPagesTest {
    private final ConsoleScene console = ConsoleScene.plain();

    @AfterAll
    void close() {
        console.close();
    }

    @Test
    void the_steps_are_found_by_following_links() { // issue 7 §5
        console.shows("/console/connect", "console-connect");
        Human human = console.human();

        console.clicks(By.linkText("Codex"));
        human.arrives("client=codex");
        console.clicks(By.linkText("Without one: SSH, container, sandbox"));
        human.arrives("where=headless");

        assertThat(human.reads())
                .contains("countersign login " + console.server().mcp("notes") + " --device", "[mcp_servers.notes]");
        console.inspects("/console/connect?client=codex&where=headless", "console-connect-headless");
        console.inspects("/console/connect?client=other&where=headless", "console-connect-other");
    }

    @Test
    void a_step_is_copied_with_one_press() { // issue 7 §5: the exact steps to copy
        console.opens("/console/connect?client=codex");
        console.clicks(By.cssSelector("[data-copy]"));

        Deadline.await(
                "the button to say so",
                Duration.ofSeconds(5),
                () -> Optional.of(console.human().reads()).filter(text -> text.contains("Copied")));
    }

    @Test
    void owner_automation_stands_apart_and_says_that_mcp_refuses_it() { // issue 7 §5
        console.opens("/console/connect");

        assertThat(console.human()
                        .one(By.cssSelector("section[aria-labelledby=onboarding]"))
                        .getText())
                .contains("Owner-level local automation", "/v1", "refuses an owner token", "countersign owner onboard");
        assertThat(console.human()
                        .one(By.cssSelector("section[aria-labelledby=steps]"))
                        .getText())
                .doesNotContain("onboard");
    }
}
