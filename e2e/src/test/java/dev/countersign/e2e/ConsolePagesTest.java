package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console's pages as people see them. The pictures stand in {@code target/screenshots}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePagesTest {
    private final ConsoleScene console = ConsoleScene.plain();

    @BeforeAll
    void nothing_is_allowed_yet() {
        console.inspects("/console", "console-home-empty");
        console.inspects("/console/agents", "console-agents-empty");
    }

    @AfterAll
    void close() {
        console.close();
    }

    @Test
    void settings_can_be_read_by_everybody() { // issue 7 §9
        console.inspects("/console/settings", "console-settings");
    }

    @Test
    void stop_is_one_page_with_one_form() { // issue 7 §1, DESIGN surface /stop
        console.inspects("/stop", "console-stop");

        assertThat(console.human().count("main form")).isEqualTo(1);
    }
}
