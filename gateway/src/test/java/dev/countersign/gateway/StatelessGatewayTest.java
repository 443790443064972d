package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The gateway before a process that speaks revision 2026-07-28 and may run once only. */
class StatelessGatewayTest {
    private static final String VERSION = "2026-07-28";

    @TempDir
    static Path folder;

    private static Running running;
    private static Path home;

    @BeforeAll
    static void start() throws Exception {
        home = folder.resolve("home");
        running = new Running(
                folder,
                List.of(new ServerSettings(
                        "notes",
                        new Transport.Stdio(new StdioSettings(
                                NotesServer.command("stateless"), Map.of(), Isolation.GRANT, 1, home)),
                        Map.of(),
                        true)));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static Mcp reader(Grant grant) {
        Mcp mcp = new Mcp(running.url("notes"), running.token(grant, running.url("notes")));
        mcp.useVersion(VERSION);
        return mcp;
    }

    private static String request(Object id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",") + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"" + VERSION
                + "\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    }

    private static HttpResponse<String> list(Mcp mcp) throws Exception {
        return mcp.post(request(1, "tools/list", ""), "Mcp-Method", "tools/list");
    }

    private static HttpResponse<String> call(Mcp mcp, String arguments, String... headers) throws Exception {
        return mcp.post(request(1, "tools/call", "\"name\":\"read_note\",\"arguments\":" + arguments), headers);
    }

    private static int code(HttpResponse<String> response) {
        return Mcp.json(response).path("error").path("code").asInt();
    }

    @Test // DESIGN Gateway: offered is what the server speaks and the gateway carries; MCP 2026-07-28 server/discover
    void discovery_names_the_revisions_both_speak() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        JsonNode result = Mcp.json(mcp.post(request(1, "server/discover", ""), "Mcp-Method", "server/discover"))
                .path("result");
        assertThat(result.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
        assertThat(result.path("cacheScope").asString()).isEqualTo("private");
    }

    @Test // DESIGN Gateway: lists are filtered and private; MCP 2026-07-28 CacheableResult
    void lists_are_private_to_the_grant() throws Exception {
        JsonNode result =
                Mcp.json(list(reader(running.grant("notes", Access.READ)))).path("result");
        assertThat(result.path("cacheScope").asString()).isEqualTo("private");
        assertThat(result.path("tools").findValuesAsString("name"))
                .contains("read_note")
                .doesNotContain("write_note");
    }

    @Test // MCP 2026-07-28 streamable HTTP: server validation
    void headers_must_be_there_and_say_what_the_body_says() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        assertThat(call(mcp, "{}", "Mcp-Method", "tools/call", "Mcp-Name", "read_note")
                        .statusCode())
                .isEqualTo(200);
        assertThat(code(call(mcp, "{}", "Mcp-Name", "read_note"))).isEqualTo(-32020);
        assertThat(code(call(mcp, "{}", "Mcp-Method", "tools/call"))).isEqualTo(-32020);
        assertThat(code(call(mcp, "{}", "Mcp-Method", "tools/call", "Mcp-Name", "write_note")))
                .isEqualTo(-32020);
        assertThat(code(call(mcp, "{}", "Mcp-Method", "tools/call", "Mcp-Name", "read_note", "Mcp-Name", "write_note")))
                .isEqualTo(-32020);
    }

    @Test // MCP 2026-07-28 streamable HTTP: custom headers from tool parameters, value encoding
    void a_mirrored_parameter_must_match_its_argument() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        String[] plain = {"Mcp-Method", "tools/call", "Mcp-Name", "read_note"};
        assertThat(code(call(mcp, "{\"region\":\"eu\"}", plain))).isEqualTo(-32020);
        assertThat(code(call(mcp, "{\"region\":\"eu\"}", with(plain, "us")))).isEqualTo(-32020);
        assertThat(code(call(mcp, "{}", with(plain, "eu")))).isEqualTo(-32020);
        assertThat(call(mcp, "{\"region\":\"eu\"}", with(plain, "eu")).statusCode())
                .isEqualTo(200);
        String encoded = "=?base64?" + Base64.getEncoder().encodeToString("世界".getBytes(StandardCharsets.UTF_8)) + "?=";
        assertThat(call(mcp, "{\"region\":\"世界\"}", with(plain, encoded)).statusCode())
                .isEqualTo(200);
        String[] more = {"Mcp-Method", "tools/call", "Mcp-Name", "read_note", "Mcp-Param-Tenant", "other"};
        assertThat(code(call(mcp, "{}", more))).isEqualTo(-32020);
    }

    private static String[] with(String[] headers, String region) {
        return new String[] {headers[0], headers[1], headers[2], headers[3], "Mcp-Param-Region", region};
    }

    @Test // MCP 2026-07-28 versioning: a modern server names its versions to initialize
    void initialize_learns_which_revisions_there_are() throws Exception {
        Grant grant = running.grant("notes", Access.READ);
        Mcp mcp = new Mcp(running.url("notes"), running.token(grant, running.url("notes")));
        HttpResponse<String> refused = mcp.post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo(-32022);
        var data = Mcp.json(refused).path("error").path("data");
        assertThat(data.path("supported").values())
                .extracting(JsonNode::asString)
                .containsExactly(VERSION);
        assertThat(data.path("requested").asString()).isEqualTo("2025-11-25");
        assertThat(reader(grant).get().statusCode()).isEqualTo(405);
    }

    @Test // MCP 2026-07-28 basic: required fields of _meta; versioning: header and body
    void a_request_that_does_not_say_what_it_speaks_is_malformed() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        assertThat(code(mcp.post(Mcp.request(1, "tools/list"), "Mcp-Method", "tools/list")))
                .isEqualTo(-32602);
        mcp.useVersion("2025-11-25");
        assertThat(code(list(mcp))).isEqualTo(-32020);
        assertThat(code(mcp.post(Mcp.request(1, "ping")))).isEqualTo(-32022);
    }

    @Test // DESIGN Gateway: a closed table for each era; MCP 2026-07-28 streamable HTTP: unknown method = 404, -32601
    void methods_of_the_other_era_do_not_exist() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        for (String method : List.of("ping", "logging/setLevel", "resources/subscribe", "tasks/result")) {
            HttpResponse<String> refused = mcp.post(request(1, method, ""), "Mcp-Method", method);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(code(refused)).isEqualTo(-32601);
        }
    }

    @Test // MCP 2026-07-28 cancellation: closing the stream cancels
    void a_client_that_goes_away_cancels_its_call() throws Exception {
        Mcp mcp = reader(running.grant("notes", Access.READ));
        HttpResponse<InputStream> slow = java.net.http.HttpClient.newHttpClient()
                .send(
                        mcp.request("Mcp-Method", "tools/call", "Mcp-Name", "slow")
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json, text/event-stream")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                        slow(60_000, "\"progressToken\":9,")))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(slow.body().read()).isPositive();
        slow.body().close();
        StdioGatewayTest.eventually(() -> Files.exists(home.resolve("cancelled")));
    }

    private static String slow(int millis, String meta) {
        return request(1, "tools/call", "\"name\":\"slow\",\"arguments\":{\"millis\":" + millis + "}")
                .replace("\"_meta\":{", "\"_meta\":{" + meta);
    }

    @Test // DESIGN Gateway: at most max-processes, longest idle stopped first, else 503 with Retry-After
    void a_process_at_work_is_not_stopped_for_another_grant_and_an_idle_one_is() throws Exception {
        Mcp first = reader(running.grant("notes", Access.READ));
        Mcp second = reader(running.grant("notes", Access.READ));
        assertThat(list(first).statusCode()).isEqualTo(200);
        assertThat(list(second).statusCode()).isEqualTo(200);
        Thread busy = Thread.ofVirtual().start(() -> {
            try {
                first.post(slow(4000, ""), "Mcp-Method", "tools/call", "Mcp-Name", "slow");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        StdioGatewayTest.eventually(
                () -> Files.readString(home.resolve("calls")).endsWith("slow\n"));
        assertThat(list(second).statusCode()).isEqualTo(503);
        assertThat(list(second).headers().firstValue("Retry-After")).isPresent();
        busy.join();
        StdioGatewayTest.eventually(() -> list(second).statusCode() == 200);
    }
}
