package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** {@code login} in a terminal with a browser: code and PKCE. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginTest {
    private final CommandLineScene scene = new CommandLineScene();

    @AfterAll
    void all_ends() {
        scene.close();
    }

    @Test
    void a_browser_brings_the_answer_back_and_the_token_is_stored_and_not_shown()
            throws IOException { // issue 3 §6, BEHAVIOURS A1.27, AW.12
        Path opener = scene.opener();
        Path store = scene.store();
        try (Pty terminal = scene.terminal(Map.of("BROWSER", opener.toString()), store, "login", scene.notes());
                Human human = new Human()) {
            human.opens(CommandLineScene.opened(opener));
            human.signsIn("ada", Human.PASSPHRASE);
            assertThat(human.reads()).contains("The Countersign command line");
            human.approves("read");
            human.arrives("/callback");
            assertThat(human.reads()).contains("The rest happens in the terminal");

            assertThat(terminal.ends()).as(terminal.text()).isZero();
            assertThat(terminal.text()).contains("A browser was opened", "logged in to", "mcp:read");
            Path file = CommandLineScene.files(store, ".credential.json").getFirst();
            Stored stored = Stored.in(store);
            JsonNode credential = stored.credential();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
                    .isEqualTo("rwx------");
            assertThat(credential.path("issuer").asString()).isEqualTo(scene.server.issuer());
            assertThat(credential.at("/client/client_id").asString()).isEqualTo("countersign-cli");
            String token = credential.path("access_token").asString();
            assertThat(stored.mcp().initialized().request("tools/list", "{}").statusCode())
                    .isEqualTo(200);
            assertThat(terminal.text())
                    .doesNotContain(token, credential.path("refresh_token").asString());
        }
    }

    @Test
    void a_person_denies() { // issue 3 §6, DESIGN 5: exit codes, BEHAVIOURS A1.20
        Path opener = scene.opener();
        try (Pty terminal =
                scene.terminal(Map.of("BROWSER", opener.toString()), scene.store(), "login", scene.notes())) {
            scene.answers(CommandLineScene.opened(opener), "deny");

            assertThat(terminal.ends()).isEqualTo(4);
            assertThat(terminal.text())
                    .contains("The request was denied.")
                    .contains("ask again: countersign login " + scene.notes());
        }
    }

    @Test
    void the_browser_never_comes_back_and_the_address_is_pasted() { // issue 3 §6, BEHAVIOURS A1.21, A1.23
        try (Pty terminal = scene.terminal(Map.of(), scene.store(), "login", scene.notes(), "--browser")) {
            URI page = URI.create(terminal.sees("(http://localhost:\\d+/oauth/authorize\\S+)"));
            assertThat(terminal.text()).contains("Open this page in a browser").contains("paste the address");
            String callback = scene.decides(page, "approve").orElseThrow();
            terminal.types("http://127.0.0.1:1/callback?code=x&state=y");
            terminal.sees("not the address this login ends on");
            terminal.types(callback);

            assertThat(terminal.ends()).as(terminal.text()).isZero();
            assertThat(terminal.text()).contains("logged in to");
        }
    }

    @Test
    void the_timeout_bounds_the_whole_command() { // issue 3 §6, BEHAVIOURS A1.23
        long before = System.nanoTime();
        try (Pty terminal = scene.terminal(
                Map.of(), scene.store(), "login", scene.notes(), "--browser", "--timeout", "3s", "--no-qr")) {
            assertThat(terminal.ends()).isEqualTo(3);
            assertThat(terminal.text())
                    .contains("The time for this command ended before anybody decided.")
                    .contains("more time: countersign login " + scene.notes() + " --browser --no-qr");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(40));
        }
    }

    @Test
    void nobody_is_there() { // issue 3 §6, BEHAVIOURS A1.20
        String nowhere = "http://localhost:" + RunningServer.freePort() + "/mcp";
        try (Pty terminal = scene.terminal(Map.of(), scene.store(), "login", nowhere)) {
            assertThat(terminal.ends()).isEqualTo(1);
            assertThat(terminal.text())
                    .contains("cannot be reached")
                    .contains("When it can be reached: countersign login " + nowhere);
        }
    }

    @Test
    void a_program_hears_every_step_as_json() { // issue 3 §6: --json
        Path opener = scene.opener();
        try (Program login = new Program(
                Distribution.java("login", scene.notes(), "--json", "--print-token"),
                scene.server.folder(),
                Map.of(
                        "BROWSER", opener.toString(),
                        "COUNTERSIGN_CREDENTIALS", scene.store().toString()))) {
            JsonNode page = login.hears();
            assertThat(page.path("event").asString()).isEqualTo("page");
            assertThat(login.hears().path("event").asString()).isEqualTo("waiting");
            scene.answers(URI.create(page.path("authorization_url").asString()), "approve");
            JsonNode done = login.hears();
            assertThat(done.path("event").asString()).isEqualTo("done");
            assertThat(done.path("token_kind").asString()).isEqualTo("client");
            assertThat(done.path("access_token").asString()).isNotEmpty();
        }
    }
}
