package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** What a person allowed is what an agent can do, before real MCP servers in real processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayTest {
    private static final String CANARY = "canary-5f0e1c77";

    private final Human ada = new Human();
    private final RunningServer server = RunningServer.started(
            """
            servers:
              everything: { command: %s, env: { GIVEN: "by the operator" } }
              files: { command: %s }
              growing: { command: %s }
            """.formatted(
                    Node.yaml("@modelcontextprotocol/server-everything", "dist/index.js", "stdio"),
                    Node.yaml("@modelcontextprotocol/server-filesystem", "dist/index.js", "FOLDER/notes"),
                    "['" + Node.program() + "', '" + Node.script("growing-server.mjs") + "', 'FOLDER/learned']"),
            Map.of("A_SECRET_OF_OURS", CANARY));
    private final Agent agent = new Agent(server);

    @BeforeAll
    void there_is_an_owner_and_a_note() throws IOException {
        Files.createDirectories(server.folder().resolve("notes"));
        Files.writeString(server.folder().resolve("notes/plan.txt"), "plant the apple tree");
        ada.setsUpWithPassphrase(server, "ada");
    }

    @AfterAll
    void all_ends() {
        agent.close();
        ada.close();
        server.close();
    }

    @Test
    void a_read_grant_reads_and_cannot_call_a_writing_tool() { // RS-07 RS-08 B1.5
        Mcp files = granted("files", "read").initialized();

        assertThat(files.call("read_text_file", path("plan.txt")).body()).contains("plant the apple tree");
        HttpResponse<String> refused = files.call("write_file", write("plan.txt"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"insufficient_scope\"")
                .contains("scope=\"mcp:read mcp:write mcp:destructive\"")
                .contains(
                        "resource_metadata=\"" + server.issuer() + "/.well-known/oauth-protected-resource/mcp/files\"");
        assertThat(note("plan.txt")).hasContent("plant the apple tree");
    }

    @Test
    void a_read_grant_cannot_hide_a_writing_call_in_a_batch() { // MCP 2025-03-26, DESIGN Gateway: batches are
        // decided whole
        Mcp files = granted("files", "read").initialized("2025-03-26");
        String reading = request(1, "read_text_file", path("plan.txt"));
        String writing = request(2, "write_file", write("batch.txt"));

        HttpResponse<String> both = files.post("[" + reading + "," + writing + "]");

        assertThat(both.statusCode()).isEqualTo(403);
        assertThat(both.body()).doesNotContain("plant the apple tree");
        assertThat(note("batch.txt")).doesNotExist();
        assertThat(files.post("[" + reading + "]").body()).contains("plant the apple tree");
    }

    @Test
    void a_write_grant_writes_and_cannot_destroy() { // RS-07 B2.4
        Mcp files = granted("files", "write").initialized();

        assertThat(files.call("create_directory", path("made")).statusCode()).isEqualTo(200);
        assertThat(note("made")).isDirectory();
        assertThat(files.call("write_file", write("destroyed.txt")).statusCode())
                .isEqualTo(403);
        assertThat(note("destroyed.txt")).doesNotExist();
    }

    @Test
    void a_token_for_one_server_opens_no_other() { // RS-04 RS-11
        String token = token("files", "read");

        HttpResponse<String> refused = new Mcp(server.mcp("everything"), token).call("echo", "{\"message\":\"hello\"}");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"invalid_token\"")
                .contains("/.well-known/oauth-protected-resource/mcp/everything");
    }

    @Test
    void duplicate_members_are_refused() { // DESIGN Gateway: parsed once, strictly
        Mcp everything = granted("everything", "read").initialized();

        HttpResponse<String> refused = everything.post("""
                {"jsonrpc":"2.0","id":7,"method":"tools/call",
                "params":{"name":"echo","name":"toggle-simulated-logging","arguments":{"message":"x"}}}""");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Mcp.message(refused).at("/error/code").asInt()).isEqualTo(-32700);
    }

    @Test
    void an_unknown_method_is_refused_and_never_forwarded() { // DESIGN Gateway: a closed table
        Mcp everything = granted("everything", "destructive").initialized();

        HttpResponse<String> refused = everything.request("tools/invoke", "{\"name\":\"echo\"}");

        // Not 404, which would tell a client that its session is gone.
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(Mcp.message(refused).at("/error/code").asInt()).isEqualTo(-32601);
    }

    @Test
    void a_forged_context_is_refused() { // DESIGN Gateway: only Countersign says who calls
        Mcp everything = granted("everything", "read").initialized();
        String echo = request(1, "echo", "{\"message\":\"forged\"}");
        String meta = echo.replace("\"params\":{", "\"params\":{\"_meta\":{\"dev.countersign/context\":\"x\"},");

        assertThat(everything.post(meta).statusCode()).isEqualTo(400);
        for (String header : List.of("Txn-Token", "Countersign-Owner")) {
            HttpResponse<String> refused =
                    Http.send(everything.to().header(header, "ow_other").POST(BodyPublishers.ofString(echo)));
            assertThat(refused.statusCode()).as(header).isEqualTo(400);
            assertThat(refused.body()).doesNotContain("Echo:");
        }
        assertThat(everything.post(echo).body()).contains("Echo: forged");
    }

    @Test
    void nothing_of_our_environment_comes_back_from_a_server_that_prints_its_own() { // DESIGN Gateway: stdio
        // environment
        Mcp everything = granted("everything", "read").initialized();

        String printed = everything.call("get-env", "{}").body();

        assertThat(printed).contains("PATH").contains("by the operator");
        assertThat(printed).doesNotContain(CANARY, "A_SECRET_OF_OURS", "JAVA_HOME", "COUNTERSIGN");
    }

    @Test
    void a_new_tool_is_invisible_to_an_old_grant() { // U4, DESIGN Gateway: the catalogue is pinned
        Mcp old = granted("growing", "read").initialized();
        assertThat(tools(old)).containsExactly("learn");

        old.call("learn", "{}");

        Mcp fresh = Deadline.await("a grant that sees the new tool", Duration.ofSeconds(60), () -> {
            Mcp candidate = granted("growing", "read").initialized();
            return tools(candidate).contains("shout") ? Optional.of(candidate) : Optional.empty();
        });
        assertThat(fresh.call("shout", "{}").body()).contains("did shout");
        assertThat(tools(old)).containsExactly("learn");
        assertThat(old.call("shout", "{}").body()).contains("Unknown tool").doesNotContain("did shout");
    }

    @Test
    void a_revoked_grant_dies_at_the_next_call_and_its_open_stream_ends()
            throws IOException, InterruptedException { // C1.4 RS-05
        Mcp everything = granted("everything", "read").initialized();
        String id = newestGrant();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> stream = client.send(everything.to().GET().build(), BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            CompletableFuture<Long> ended = CompletableFuture.supplyAsync(() -> read(stream.body()));
            assertThat(everything.call("echo", "{\"message\":\"alive\"}").body())
                    .contains("Echo: alive");
            assertThat(ended).isNotDone();

            assertThat(server.command("grants", "revoke", id).code()).isZero();

            HttpResponse<String> refused = everything.call("toggle-simulated-logging", "{}");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("error=\"invalid_token\"");
            assertThat(ended).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Test
    void a_revoked_grant_refreshes_no_more() { // C1.4 RFC 7009
        JsonNode tokens = ada.allows(agent, server.mcp("everything"), "read");

        assertThat(server.command("grants", "revoke", newestGrant()).code()).isZero();

        HttpResponse<String> refused =
                agent.refresh(tokens.path("refresh_token").asString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_grant");
    }

    @Test
    void two_processes_that_share_a_refresh_token_both_live() throws Exception { // U1 B2.2
        String shared = ada.allows(agent, server.mcp("everything"), "read")
                .path("refresh_token")
                .asString();
        try (ExecutorService processes = Executors.newFixedThreadPool(2)) {
            var first = processes.submit(() -> agent.refresh(shared));
            var second = processes.submit(() -> agent.refresh(shared));
            for (var answer : List.of(first.get(30, TimeUnit.SECONDS), second.get(30, TimeUnit.SECONDS))) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                JsonNode tokens = Http.JSON.readTree(answer.body());
                Mcp everything = new Mcp(
                                server.mcp("everything"),
                                tokens.path("access_token").asString())
                        .initialized();
                assertThat(everything.call("echo", "{\"message\":\"both\"}").body())
                        .contains("Echo: both");
                assertThat(agent.refresh(tokens.path("refresh_token").asString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void an_owner_of_nothing_can_give_nothing()
            throws IOException { // D1.3 AS-06, DESIGN Authority: the owner's is the root
        Path passphrase = Files.writeString(server.folder().resolve("passphrase"), Human.PASSPHRASE);
        assertThat(server.command(
                                "owner",
                                "create",
                                "--name",
                                "bob",
                                "--passphrase-file",
                                passphrase.toString(),
                                "--as",
                                "ada",
                                "--as-passphrase-file",
                                passphrase.toString())
                        .code())
                .isZero();
        try (Human bob = new Human();
                Agent asking = new Agent(server)) {
            bob.opens(asking.authorizeUrl(server.mcp("files")));
            bob.signsIn("bob", Human.PASSPHRASE);
            bob.leaves("/login");

            assertThat(bob.reads()).contains("You cannot allow this").doesNotContain("read_text_file");
            assertThat(asking.hearsNothing(Duration.ofSeconds(1))).isTrue();
            bob.one(By.linkText("Tell the program")).click();
            assertThat(asking.answer().parameters())
                    .containsEntry("error", "interaction_required")
                    .containsEntry("state", asking.state())
                    .containsEntry("iss", server.issuer())
                    .doesNotContainKey("code");
        }
    }

    private Mcp granted(String name, String access) {
        return new Mcp(server.mcp(name), token(name, access));
    }

    private String token(String name, String access) {
        return ada.allows(agent, server.mcp(name), access).path("access_token").asString();
    }

    private String newestGrant() {
        Finished listed = server.command("grants", "list", "--json");
        return Http.JSON.readTree(listed.out()).at("/grants/0/id").asString();
    }

    private static List<String> tools(Mcp mcp) {
        return Mcp.message(mcp.request("tools/list", "{}"))
                .at("/result/tools")
                .valueStream()
                .map(tool -> tool.path("name").asString())
                .toList();
    }

    private Path note(String name) {
        return server.folder().resolve("notes").resolve(name);
    }

    private String path(String name) {
        return "{\"path\":\"" + note(name) + "\"}";
    }

    private String write(String name) {
        return "{\"path\":\"" + note(name) + "\",\"content\":\"changed\"}";
    }

    private static String request(int id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }

    private static long read(InputStream stream) {
        try (stream) {
            return stream.readAllBytes().length;
        } catch (IOException cut) {
            return -1;
        }
    }
}
