package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code login} in a terminal from which no browser can be reached: device authorization. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceLoginTest {
    private static final String COMPLETE = "(http://localhost:\\d+/device\\?user_code=\\S+)";

    private final CommandLineScene scene = new CommandLineScene();

    @AfterAll
    void all_ends() {
        scene.close();
    }

    @Test
    void a_session_over_ssh_gets_a_code_and_a_picture_is_taken_of_it()
            throws IOException { // issue 3 §6, BEHAVIOURS A1.19, A1.20
        Path store = scene.store();
        try (Pty terminal = scene.terminal(
                Map.of("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22", "DISPLAY", ":0"), store, "login", scene.notes())) {
            URI page = URI.create(terminal.sees(COMPLETE));
            String code = terminal.sees("Enter  ([B-Z]{4}-[B-Z]{4})");
            terminal.sees("asked 1×, every 5 s");
            assertThat(terminal.text())
                    .contains("A browser cannot answer here (this is an SSH session), so a code is used.")
                    .contains("Open   " + scene.server.issuer() + "/device\n")
                    .contains("good for 10 minutes", "█")
                    .contains("Waiting for a decision");
            assertThat(page).hasQuery("user_code=" + code);
            String before = terminal.raw();
            scene.answers(page, "approve");

            assertThat(terminal.ends()).as(terminal.text()).isZero();
            assertThat(terminal.text()).contains("logged in to").contains("countersign connect " + scene.notes());
            Stored stored = Stored.in(store);
            assertThat(terminal.text()).doesNotContain(stored.token());
            assertThat(stored.mcp().initialized().request("tools/list", "{}").statusCode())
                    .isEqualTo(200);
            publish(before);
        }
    }

    /** The picture in the documentation, with the port of the documentation's examples. */
    private void publish(String raw) throws IOException {
        String usual = raw.replace("localhost:" + scene.server.port(), "localhost:8420");
        String svg = TerminalPicture.of("$ countersign login http://localhost:8420/mcp/notes\r\n" + usual);
        Path picture = Files.createDirectories(Path.of("target", "screenshots")).resolve("login.svg");
        Files.writeString(picture, svg);
        if ("write".equals(System.getProperty("countersign.docs"))) {
            Browser.publish("login.svg", Path.of("..", "docs", "images", "login.svg"));
        }
        assertThat(svg).contains("Enter", "<rect");
    }

    @Test
    void a_person_denies_the_code() { // RFC 8628 §3.5: access_denied; DESIGN 5: exit codes
        try (Pty terminal = scene.terminal(Map.of(), scene.store(), "login", scene.notes(), "--device")) {
            scene.answers(URI.create(terminal.sees(COMPLETE)), "deny");

            assertThat(terminal.ends()).isEqualTo(4);
            assertThat(terminal.text())
                    .contains("The request was denied. Nothing was granted.")
                    .contains("ask again: countersign login " + scene.notes() + " --device");
        }
    }

    @Test
    void nobody_decides_in_time() { // BEHAVIOURS A1.23
        long before = System.nanoTime();
        try (Pty terminal =
                scene.terminal(Map.of(), scene.store(), "login", scene.notes(), "--device", "--timeout", "8s")) {
            assertThat(terminal.ends()).isEqualTo(3);
            assertThat(terminal.text())
                    .contains("The time for this command ended before anybody decided.")
                    .contains("more time: countersign login " + scene.notes() + " --device\n");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(45));
        }
    }

    @Test
    void the_code_expires() { // RFC 8628 §3.5: expired_token; BEHAVIOURS A1.20
        try (CommandLineScene hasty = new CommandLineScene(Scene.NOTES + "consent: { timeout: PT7S }\n");
                Pty terminal = hasty.terminal(Map.of(), hasty.store(), "login", hasty.notes(), "--device")) {
            terminal.sees("good for [4-7] seconds");

            assertThat(terminal.ends()).isEqualTo(3);
            assertThat(terminal.text())
                    .contains("Nobody decided within 7 seconds, so the request has expired.")
                    .contains("ask again: countersign login " + hasty.notes() + " --device");
        }
    }

    @Test
    void the_server_restarts_in_the_middle() { // issue 3: server restarted in the middle
        try (Pty terminal = scene.terminal(Map.of(), scene.store(), "login", scene.notes(), "--device")) {
            URI page = URI.create(terminal.sees(COMPLETE));
            terminal.sees("asked 1×");
            scene.server.kill();
            terminal.sees("No answer, trying again");
            scene.server.startAgain();
            scene.answers(page, "approve");

            assertThat(terminal.ends()).as(terminal.text()).isZero();
            assertThat(terminal.text()).contains("cannot be reached", "logged in to");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+90s", "-90s"})
    void a_clock_that_is_off_changes_nothing(String offset) { // issue 3: clock skewed by ±90 s
        Path store = scene.store();
        try (Pty terminal = scene.terminalWithClock(offset, store, "login", scene.notes(), "--device")) {
            scene.answers(URI.create(terminal.sees(COMPLETE)), "approve");

            assertThat(terminal.ends()).as(terminal.text()).isZero();
            assertThat(CommandLineScene.files(store, ".credential.json")).hasSize(1);
        }
    }
}
