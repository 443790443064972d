package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code logout}: what a login got is given back and gone. */
class LogoutTest {
    private static final String COMPLETE = "(http://localhost:\\d+/device\\?user_code=\\S+)";

    @Test // RFC 7009 §2.1; issue 3.6
    void logging_out_ends_the_grant_and_removes_the_credential() throws IOException {
        try (CommandLineScene scene = new CommandLineScene()) {
            Path store = scene.store();
            try (Pty terminal = scene.terminal(Map.of(), store, "login", scene.notes(), "--device")) {
                scene.answers(URI.create(terminal.sees(COMPLETE)), "approve");
                assertThat(terminal.ends()).as(terminal.text()).isZero();
            }
            assertThat(CommandLineScene.files(store, ".credential.json")).hasSize(1);
            try (Pty terminal = scene.terminal(Map.of(), store, "logout", "http://localhost:1/mcp")) {
                assertThat(terminal.ends()).isZero();
                assertThat(terminal.text()).contains("nothing is stored for");
            }
            try (Pty terminal = scene.terminal(Map.of(), store, "logout", scene.notes())) {
                assertThat(terminal.ends()).as(terminal.text()).isZero();
                assertThat(terminal.text()).contains("its grant has ended");
            }
            assertThat(CommandLineScene.files(store, ".credential.json")).isEmpty();
            JsonNode grant = Http.JSON
                    .readTree(scene.server.command("grants", "list", "--json").out())
                    .path("grants")
                    .path(0);
            assertThat(grant.path("standing").asString()).isEqualTo("revoked");
        }
    }

    @Test
    void without_its_server_the_token_is_removed_and_it_is_said_that_it_lives_on() throws IOException {
        try (CommandLineScene scene = new CommandLineScene()) {
            Path store = scene.store();
            try (Pty terminal = scene.terminal(Map.of(), store, "login", scene.notes(), "--device")) {
                scene.answers(URI.create(terminal.sees(COMPLETE)), "approve");
                assertThat(terminal.ends()).as(terminal.text()).isZero();
            }
            scene.server.stop();
            try (Pty terminal = scene.terminal(Map.of(), store, "logout", scene.server.issuer(), "--timeout", "20s")) {
                assertThat(terminal.ends()).isEqualTo(1);
                assertThat(terminal.text()).contains("but it is not revoked").contains("cannot be reached");
            }
            try (var left = Files.list(store)) {
                assertThat(left.map(Path::toString)).noneMatch(file -> file.endsWith(".credential.json"));
            }
        }
    }
}
