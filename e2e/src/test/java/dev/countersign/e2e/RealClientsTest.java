package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Unmodified MCP clients before unmodified MCP servers, with a person at a real browser between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClientsTest {
    private static final String CLAUDE_CODE = "https://claude.ai/oauth/claude-code-client-metadata";

    private final Human ada = new Human();
    private final EverythingOverHttp remote = new EverythingOverHttp();
    private final RunningServer server = RunningServer.configured("""
            servers:
              everything: { command: %s }
              files: { command: %s }
              remote: { url: "%s" }
            """.formatted(
                    Node.yaml("@modelcontextprotocol/server-everything", "dist/index.js", "stdio"),
                    Node.yaml("@modelcontextprotocol/server-filesystem", "dist/index.js", "FOLDER/notes"),
                    remote.url()));

    @BeforeAll
    void there_is_an_owner_and_a_note() throws IOException {
        Files.createDirectories(server.folder().resolve("notes"));
        Files.writeString(server.folder().resolve("notes/plan.txt"), "plant the apple tree");
        ada.setsUpWithPassphrase(server, "ada");
    }

    @AfterAll
    void all_ends() {
        ada.close();
        server.close();
        remote.close();
    }

    @Test
    void mcp_remote_registers_logs_in_reads_a_file_and_steps_up_to_write_it()
            throws IOException { // AS-03 CL-02 CL-03 CL-04 CL-05 CL-07 CL-08 RS-07 RS-08
        Opener opener = opener();
        try (Program client = mcpRemote("files", opener)) {
            client.says(initialize());
            ada.opens(opener.opened());
            assertThat(ada.reads()).contains("MCP CLI Proxy");
            ada.approves("read");
            ada.arrives("/oauth/callback");
            JsonNode hello = client.hears();
            assertThat(hello.at("/result/serverInfo/name").asString()).isEqualTo("secure-filesystem-server");

            client.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            JsonNode read = answer(client, call(2, "read_text_file", "{\"path\":\"" + note() + "\"}"));
            assertThat(read.at("/result/content/0/text").asString()).isEqualTo("plant the apple tree");

            // The grant is to read. The client takes the refusal to its human, who allows more; the call then goes
            // through.
            client.says(call(3, "write_file", "{\"path\":\"" + note() + "\",\"content\":\"fell it\"}"));
            URI more = opener.opened();
            assertThat(Path.of(note())).hasContent("plant the apple tree");
            assertThat(Agent.parameters(more.getRawQuery()).get("scope"))
                    .contains("mcp:read")
                    .contains("mcp:destructive");
            ada.opens(more);
            ada.approves("destructive");
            ada.arrives("/oauth/callback");
            assertThat(answer(client, 3).toString()).contains("Successfully");
            assertThat(Path.of(note())).hasContent("fell it");
        }
    }

    @Test
    void mcp_remote_calls_a_tool_of_server_everything() throws IOException { // CL-02 CL-05 CL-11
        Opener opener = opener();
        try (Program client = mcpRemote("everything", opener)) {
            client.says(initialize());
            ada.opens(opener.opened());
            ada.approves("write");
            ada.arrives("/oauth/callback");
            client.hears();
            client.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");

            JsonNode echoed = answer(client, call(2, "echo", "{\"message\":\"hello\"}"));

            assertThat(echoed.at("/result/content/0/text").asString()).isEqualTo("Echo: hello");
        }
    }

    @Test
    void a_running_mcp_remote_feels_a_narrowing_and_a_stop_at_its_next_call()
            throws IOException { // issue 7: felt by a running client, nobody reconnects
        Opener opener = opener();
        try (Program client = mcpRemote("everything", opener)) {
            client.says(initialize());
            ada.opens(opener.opened());
            ada.approves("write");
            ada.arrives("/oauth/callback");
            client.hears();
            client.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            assertThat(answer(client, call(2, "echo", "{\"message\":\"one\"}")).toString())
                    .contains("Echo: one");

            ada.opens(URI.create(server.issuer() + "/console/agents"));
            ada.follows("MCP CLI Proxy");
            ada.follows("May read and write in everything");
            ada.follows("Narrow");
            ada.browser().driver().executeScript("document.querySelector('#without details').open = true");
            ada.chooses("without", server.mcp("everything") + " get-sum");
            ada.sends("/narrow");
            assertThat(ada.reads())
                    .contains("The next call feels it", "get-env")
                    .doesNotContain("get-sum");

            assertThat(answer(client, call(3, "echo", "{\"message\":\"two\"}")).toString())
                    .as("what is left goes on, without a new connection")
                    .contains("Echo: two");
            JsonNode refused = answer(client, call(4, "get-sum", "{\"a\":1,\"b\":2}"));
            assertThat(refused.at("/error/message").asString())
                    .as("what was taken is refused: " + refused)
                    .contains("insufficient_scope");
        }
        opener = opener();
        try (Program client = mcpRemote("everything", opener)) {
            client.says(initialize());
            ada.opens(opener.opened());
            ada.approves("write");
            ada.arrives("/oauth/callback");
            client.hears();
            client.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            assertThat(answer(client, call(2, "echo", "{\"message\":\"three\"}"))
                            .toString())
                    .contains("Echo: three");

            ada.opens(URI.create(server.issuer() + "/stop"));
            ada.sends("/stop");
            assertThat(ada.reads()).contains("Every agent is stopped");

            client.says(call(3, "echo", "{\"message\":\"four\"}"));
            assertThat(opener.opened().getPath()).as("it has to ask again").isEqualTo("/oauth/authorize");
        }
    }

    @Test
    void the_typescript_sdk_registers_logs_in_and_calls_a_tool() { // CL-01 CL-02 CL-03 CL-04 CL-06 AS-03
        try (Program client = sdk("everything")) {
            ada.opens(URI.create(client.hears().path("open").asString()));
            ada.approves("read");
            ada.arrives("/callback");
            JsonNode connected = client.hears();

            assertThat(connected.path("connected").asString()).contains("everything");
            assertThat(connected.path("tokens").path("scope").asString()).isEqualTo("mcp:read");
            assertThat(called(client, "get-sum", "{\"a\":19,\"b\":23}")).contains("42");
        }
    }

    @Test
    void the_typescript_sdk_writes_a_file_where_its_human_allowed_it() { // CL-02 RS-09
        try (Program client = sdk("files")) {
            ada.opens(URI.create(client.hears().path("open").asString()));
            ada.approves("destructive");
            ada.arrives("/callback");
            client.hears();
            Path target = server.folder().resolve("notes/new.txt");

            called(client, "write_file", "{\"path\":\"" + target + "\",\"content\":\"water it\"}");

            assertThat(target).hasContent("water it");
        }
    }

    @Test
    void the_typescript_sdk_reaches_an_upstream_over_streamable_http() { // RS-11 RS-16
        try (Program client = sdk("remote")) {
            ada.opens(URI.create(client.hears().path("open").asString()));
            ada.approves("read");
            ada.arrives("/callback");
            client.hears();

            assertThat(called(client, "echo", "{\"message\":\"over http\"}")).contains("Echo: over http");
            assertThat(called(client, "trigger-long-running-operation", "{\"duration\":1,\"steps\":2}"))
                    .contains("completed");
        }
    }

    @Test
    void a_client_known_by_a_pinned_document_needs_no_registration() { // AS-02 AS-12 AS-16 CL-08
        try (Program client = sdk("everything", CLAUDE_CODE)) {
            ada.opens(URI.create(client.hears().path("open").asString()));
            assertThat(ada.reads()).contains("Claude Code").contains("claude.ai");
            ada.approves("read");
            ada.arrives("/callback");

            assertThat(client.hears().path("client").asString()).isEqualTo(CLAUDE_CODE);
            assertThat(called(client, "echo", "{\"message\":\"pinned\"}")).contains("Echo: pinned");
        }
    }

    private String note() {
        return server.folder().resolve("notes/plan.txt").toString();
    }

    private Program sdk(String name, String... more) {
        List<String> command =
                new ArrayList<>(List.of(Node.program(), Node.script("sdk-client.mjs"), server.mcp(name)));
        command.addAll(List.of(more));
        return new Program(command, server.folder(), Map.of());
    }

    /** mcp-remote as an editor starts it. What it wants to open in a browser, it hands to a program. */
    private Program mcpRemote(String name, Opener opener) {
        List<String> command = Node.command("mcp-remote", "dist/proxy.js", server.mcp(name), "--allow-http");
        return new Program(
                command,
                server.folder(),
                Map.of(
                        "PATH", opener.folder() + ":" + System.getenv("PATH"),
                        "BROWSER", opener.program().toString(),
                        "MCP_REMOTE_CONFIG_DIR", opener.folder().resolve("auth").toString()));
    }

    private Opener opener() throws IOException {
        return new Opener(Files.createTempDirectory(server.folder(), "bin"));
    }

    private static String called(Program client, String tool, String arguments) {
        client.says("{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
        return client.hears().at("/result/content/0/text").asString();
    }

    private static String initialize() {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"editor\",\"version\":\"1\"}}}";
    }

    private static String call(int id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }

    /** The answer to a request; what the server says besides is passed over. */
    private static JsonNode answer(Program client, String request) {
        client.says(request);
        return answer(client, Http.JSON.readTree(request).path("id").asInt());
    }

    private static JsonNode answer(Program client, int id) {
        while (true) {
            JsonNode line = client.hears();
            if (line.path("id").asInt(-1) == id && !line.has("method")) {
                return line;
            }
        }
    }
}
