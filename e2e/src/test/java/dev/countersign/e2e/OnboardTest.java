package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code owner onboard} in a terminal, and what its token is not good for. */
class OnboardTest {
    @Test
    void an_owner_token_is_labelled_and_neither_mcp_nor_connect_takes_it()
            throws IOException { // issue 3 §6, §7; BEHAVIOURS A1.22, A1.26
        try (CommandLineScene scene = new CommandLineScene()) {
            Path store = scene.store();
            try (Pty terminal = scene.terminal(Map.of(), store, "owner", "onboard", scene.server.issuer())) {
                String code = terminal.sees("Enter  ([B-Z]{4}-[B-Z]{4})");
                assertThat(terminal.text())
                        .contains("Owner-level local automation for " + scene.server.issuer() + "/v1")
                        .contains("/mcp refuses this token by design");
                assertThat(scene.typesAndApproves(code, Map.of("scope", "grants:read")))
                        .isIn(200, 303);
                assertThat(terminal.ends()).as(terminal.text()).isZero();
            }
            Stored stored = Stored.in(store);
            JsonNode credential = stored.credential();
            String token = stored.token();
            assertThat(credential.path("token_kind").asString()).isEqualTo("owner");
            assertThat(credential.has("refresh_token")).isFalse();

            HttpResponse<String> refused =
                    stored.mcp(scene.notes()).post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("owner token");

            try (Program connect = scene.connect(Map.of("COUNTERSIGN_TOKEN", token), store)) {
                connect.says("""
                    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"countersign_login","arguments":{}}}\
                    """);
                String said = connect.hears().at("/result/content/0/text").asString();
                assertThat(said)
                        .contains("The owner credential in COUNTERSIGN_TOKEN is ignored")
                        .contains("The owner credential in the credential store is ignored")
                        .doesNotContain(token);
            }
        }
    }
}
