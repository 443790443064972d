package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** {@code connect} as MCP clients launch it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"e2e\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":%s}";

    private final CommandLineScene scene = new CommandLineScene();

    @AfterAll
    void all_ends() {
        scene.close();
    }

    @Test
    void a_client_is_answered_at_once_and_gets_the_tools_when_its_human_has_decided() { // issue 3 §7, D2.13
        try (Program connect = scene.connect(Map.of(), scene.store())) {
            connect.says(initialize("{}"));
            JsonNode hello = connect.hears();
            assertThat(hello.at("/result/serverInfo/name").asString()).isEqualTo("countersign-connect");
            assertThat(hello.at("/result/protocolVersion").asString()).isEqualTo("2025-06-18");
            connect.says(initialized());
            assertThat(names(asked(connect, 2, "tools/list", "{}"))).containsExactly("countersign_login");

            JsonNode refused = asked(connect, 3, "tools/call", "{\"name\":\"list_notes\",\"arguments\":{}}");
            assertThat(refused.at("/result/isError").asBoolean()).isTrue();
            String text = refused.at("/result/content/0/text").asString();
            assertThat(text).contains("Please ask your human", scene.server.issuer());
            scene.answers(page(text), "approve");

            awaits(connect, "notifications/tools/list_changed");
            assertThat(names(asked(connect, 4, "tools/list", "{}")))
                    .contains("read_note")
                    .doesNotContain("countersign_login");
            JsonNode called = asked(connect, 5, "tools/call", "{\"name\":\"list_notes\",\"arguments\":{}}");
            assertThat(called.at("/result/isError").asBoolean(false))
                    .as(called.toString())
                    .isFalse();
        }
    }

    @Test
    void a_client_that_opens_pages_is_asked_to_and_hears_when_it_is_over() { // issue 3 §7: URL elicitation
        try (Program connect = scene.connect(Map.of(), scene.store())) {
            connect.says(initialize("{\"elicitation\":{\"url\":{}}}"));
            connect.hears();
            connect.says(initialized());
            JsonNode asked = awaits(connect, "elicitation/create");
            assertThat(asked.at("/params/mode").asString()).isEqualTo("url");
            String id = asked.at("/params/elicitationId").asString();
            connect.says("{\"jsonrpc\":\"2.0\",\"id\":" + asked.path("id") + ",\"result\":{\"action\":\"accept\"}}");
            scene.answers(URI.create(asked.at("/params/url").asString()), "approve");

            JsonNode over = awaits(connect, "notifications/elicitation/complete");
            assertThat(over.at("/params/elicitationId").asString()).isEqualTo(id);
        }
    }

    @Test
    void without_a_handshake_it_is_the_same() { // issue 3 §7: both eras; MCP 2026-07-28 MRTR
        try (Program connect = scene.connect(Map.of(), scene.store())) {
            JsonNode found = asked(connect, 1, "server/discover", "{" + META.formatted("{}") + "}");
            assertThat(found.at("/result/supportedVersions").toString()).contains("2026-07-28");
            String call =
                    "{\"name\":\"list_notes\",\"arguments\":{}," + META.formatted("{\"elicitation\":{\"url\":{}}}");
            JsonNode wants = asked(connect, 2, "tools/call", call + "}");
            assertThat(wants.at("/result/resultType").asString()).isEqualTo("input_required");
            JsonNode request = wants.at("/result/inputRequests/countersign_login/params");
            scene.answers(URI.create(request.path("url").asString()), "approve");

            JsonNode called = asked(
                    connect,
                    3,
                    "tools/call",
                    call + ",\"inputResponses\":{\"countersign_login\":{\"action\":\"accept\"}}}");
            assertThat(called.has("result")).as(called.toString()).isTrue();
            assertThat(called.at("/result/isError").asBoolean(false))
                    .as(called.toString())
                    .isFalse();
            JsonNode again = asked(connect, 4, "server/discover", "{" + META.formatted("{}") + "}");
            assertThat(again.at("/result/serverInfo/name").asString()).isNotEqualTo("countersign-connect");
        }
    }

    @Test
    void a_grant_that_dies_in_the_middle_is_renewed_by_its_human() { // issue 3 §7, BEHAVIOURS A1.24
        Path store = scene.store();
        try (Program connect = scene.connect(Map.of(), store)) {
            connect.says(initialize("{}"));
            connect.hears();
            connect.says(initialized());
            JsonNode first = asked(connect, 2, "tools/call", "{\"name\":\"countersign_login\",\"arguments\":{}}");
            scene.answers(page(first.at("/result/content/0/text").asString()), "approve");
            awaits(connect, "notifications/tools/list_changed");
            asked(connect, 3, "tools/list", "{}");
            String grant = Http.JSON
                    .readTree(scene.server.command("grants", "list", "--json").out())
                    .at("/grants/0/id")
                    .asString();
            assertThat(scene.server.command("grants", "revoke", grant).code()).isZero();

            JsonNode dead = asked(connect, 4, "tools/call", "{\"name\":\"list_notes\",\"arguments\":{}}");
            assertThat(dead.at("/error/code").asInt()).isEqualTo(401);
            assertThat(dead.at("/error/message").asString())
                    .contains("To renew it, open ")
                    .contains("countersign login " + scene.notes());
            scene.answers(URI.create(dead.at("/error/data/url").asString()), "approve");
            awaits(connect, "notifications/tools/list_changed");
            JsonNode alive = asked(connect, 5, "tools/call", "{\"name\":\"list_notes\",\"arguments\":{}}");
            assertThat(alive.has("result")).as(alive.toString()).isTrue();

            // The next start needs nobody: the server itself answers initialize.
            try (Program next = scene.connect(Map.of(), store)) {
                next.says(initialize("{}"));
                assertThat(next.hears().at("/result/serverInfo/name").asString())
                        .isNotEqualTo("countersign-connect");
            }
        }
    }

    @Test
    void a_server_that_restarts_in_the_middle_is_found_again() { // issue 3: server restarted in the middle
        Path store = scene.store();
        try (Program connect = scene.connect(Map.of(), store)) {
            connect.says(initialize("{}"));
            connect.hears();
            connect.says(initialized());
            JsonNode first = asked(connect, 2, "tools/call", "{\"name\":\"countersign_login\",\"arguments\":{}}");
            scene.answers(page(first.at("/result/content/0/text").asString()), "approve");
            awaits(connect, "notifications/tools/list_changed");
            asked(connect, 3, "tools/list", "{}");

            scene.server.kill();
            scene.server.startAgain();

            JsonNode after = asked(connect, 4, "tools/call", "{\"name\":\"list_notes\",\"arguments\":{}}");
            assertThat(after.has("result")).as(after.toString()).isTrue();
        }
    }

    @Test
    void an_owner_credential_is_ignored_with_a_reason() { // issue 3 §7, BEHAVIOURS A1.26, A1.22
        try (Program connect = scene.connect(Map.of("COUNTERSIGN_OWNER_TOKEN", "cs_owner_secret"), scene.store())) {
            connect.says(initialize("{}"));
            connect.hears();
            connect.says(initialized());
            JsonNode said = asked(connect, 2, "tools/call", "{\"name\":\"countersign_login\",\"arguments\":{}}");

            assertThat(said.at("/result/content/0/text").asString())
                    .contains("The owner credential in COUNTERSIGN_OWNER_TOKEN is ignored")
                    .contains("MCP servers refuse it by design")
                    .contains("Please ask your human")
                    .doesNotContain("cs_owner_secret");
            assertThat(connect.errors()).contains("COUNTERSIGN_OWNER_TOKEN").doesNotContain("cs_owner_secret");
        }
    }

    @Test
    void the_typescript_sdk_launches_it() { // issue 3 §7: any client can launch it
        Path store = scene.store();
        List<String> command = new java.util.ArrayList<>(List.of(Node.program(), Node.script("stdio-client.mjs")));
        command.addAll(Distribution.java("connect", scene.notes()));
        try (Program client = new Program(
                command,
                scene.server.folder(),
                Map.of("COUNTERSIGN_CREDENTIALS", store.toString(), "SSH_CONNECTION", "x", "BROWSER", ""))) {
            assertThat(client.hears().path("connected").asString()).isEqualTo("countersign-connect");
            JsonNode open = client.hears();
            assertThat(open.path("open").asString()).startsWith(scene.server.issuer());
            scene.answers(URI.create(open.path("open").asString()), "approve");
            assertThat(client.hears().path("tools").toString()).contains("read_note");
            client.says("{\"name\":\"list_notes\",\"arguments\":{}}");
            assertThat(client.hears().path("result").path("content").isArray()).isTrue();
        }
    }

    private static URI page(String text) {
        Matcher url =
                Pattern.compile("http://localhost:\\d+\\S*[^\\s.,]").matcher(text.substring(text.indexOf("open ")));
        assertThat(url.find()).as(text).isTrue();
        return URI.create(url.group());
    }

    private static List<String> names(JsonNode answer) {
        return answer.at("/result/tools")
                .valueStream()
                .map(tool -> tool.path("name").asString(""))
                .toList();
    }

    private static JsonNode asked(Program connect, int id, String method, String params) {
        connect.says("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        while (true) {
            JsonNode line = connect.hears();
            if (line.path("id").asInt(-1) == id && !line.has("method")) {
                return line;
            }
        }
    }

    private static JsonNode awaits(Program connect, String method) {
        while (true) {
            JsonNode line = connect.hears();
            if (line.path("method").asString("").equals(method)) {
                return line;
            }
        }
    }

    private static String initialize(String capabilities) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                + "\"capabilities\":" + capabilities + ",\"clientInfo\":{\"name\":\"editor\",\"version\":\"1\"}}}";
    }

    private static String initialized() {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    }
}
