package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;

/** The guarded servers, as people find them in the console. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServersPagesTest {
    private final ConsoleScene console = ConsoleScene.plain();

    @AfterAll
    void close() {
        console.close();
    }

    @Test
    void a_server_shows_its_tools_their_classes_and_who_sees_them() { // issue 7 §6
        Human human = console.human();
        try (Agent agent = new Agent(console.server())) {
            human.allows(agent, console.server().mcp("notes"), "read");
        }
        console.inspects("/console/servers", "console-servers");
        console.clicks(By.linkText("notes"));
        human.arrives("/console/servers/notes");

        assertThat(human.reads())
                .contains("read_note", "delete_note", "by the server’s own word", "These, as they are now");
        console.shows("/console/servers/notes", "console-server");
    }
}
