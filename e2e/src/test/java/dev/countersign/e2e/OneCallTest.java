package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** A destructive call beyond the grant: a human reads this tool and these arguments, and the call goes through once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneCallTest {
    private static final String ELICITS = "{\"elicitation\":{\"url\":{}}}";

    private final Scene scene = Scene.plain();
    private final Human human = scene.human();
    private final Agent agent = new Agent(scene.server());
    private String token = "";

    /** A grant of its own for each test: few calls of one may wait. */
    @BeforeEach
    void there_is_a_grant_to_write() {
        token = human.allows(agent, scene.notes(), "write").path("access_token").asString();
    }

    @AfterAll
    void close() {
        agent.close();
        scene.close();
    }

    private Mcp client(String capabilities) {
        return new Mcp(scene.notes(), token).initialized("2025-11-25", capabilities);
    }

    private void write(Mcp mcp, String note) {
        assertThat(mcp.call("write_note", "{\"name\":\"" + note + "\",\"text\":\"x\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String named(String note) {
        return "{\"name\":\"" + note + "\"}";
    }

    private static URI elicited(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode error = Mcp.message(answer).path("error");
        assertThat(error.path("code").asInt()).as(answer.body()).isEqualTo(-32042);
        JsonNode elicitation = error.at("/data/elicitations/0");
        assertThat(elicitation.path("mode").asString()).isEqualTo("url");
        assertThat(elicitation.path("elicitationId").asString()).isNotEmpty();
        return URI.create(elicitation.path("url").asString());
    }

    private void approves(URI page) {
        human.opens(page);
        human.types("passphrase", Human.PASSPHRASE);
        human.decides("approve");
        assertThat(human.reads()).contains("this one call, once");
    }

    @Test // issue 7 point 10, DESIGN Gateway, C1.12
    void a_client_that_can_open_a_page_is_sent_to_one_and_its_retry_goes_through_once() {
        Mcp mcp = client(ELICITS);
        write(mcp, "once");
        URI page = elicited(mcp.call("delete_note", named("once")));
        assertThat(elicited(mcp.call("delete_note", named("once")))).isEqualTo(page);

        human.opens(page);
        assertThat(human.reads())
                .contains("An agent asks to make one call", "delete_note", "once", "destructive")
                .contains("The call came with a living token of what you allowed this program");
        assertThat(human.count(":checked")).isZero();
        human.browser().inspect("one-call");
        approves(page);

        assertThat(mcp.call("delete_note", named("other")).body()).contains("-32042");
        HttpResponse<String> made = mcp.call("delete_note", named("once"));
        assertThat(Mcp.message(made).path("result").path("isError").asBoolean(false))
                .as(made.body())
                .isFalse();
        assertThat(Mcp.message(made).has("result")).isTrue();
        assertThat(elicited(mcp.call("delete_note", named("once")))).isNotEqualTo(page);
    }

    @Test // issue 7 point 10 with a real client: the error of MCP 2025-11-25, as the TypeScript SDK understands it
    void the_typescript_sdk_sends_its_human_to_the_page_and_its_retry_goes_through_once() {
        List<String> command = List.of(Node.program(), Node.script("sdk-client.mjs"), scene.notes(), "--elicits");
        try (Program sdk = new Program(command, scene.server().folder(), Map.of())) {
            human.opens(URI.create(sdk.hears().path("open").asString()));
            human.approves("write");
            human.arrives("/callback");
            assertThat(sdk.hears().path("tools").toString()).contains("write_note");
            assertThat(called(sdk, "write_note", "{\"name\":\"sdk\",\"text\":\"x\"}")
                            .has("result"))
                    .isTrue();

            JsonNode refused = called(sdk, "delete_note", named("sdk"));
            assertThat(refused.path("code").asInt()).as(refused.toString()).isEqualTo(-32042);
            JsonNode elicitation = refused.at("/elicitations/0");
            assertThat(elicitation.path("mode").asString()).isEqualTo("url");
            URI page = URI.create(elicitation.path("url").asString());
            human.opens(page);
            assertThat(human.reads()).contains("An agent asks to make one call", "delete_note", "sdk");
            approves(page);

            JsonNode made = called(sdk, "delete_note", named("sdk"));
            assertThat(made.path("result").path("isError").asBoolean(false))
                    .as(made.toString())
                    .isFalse();
            assertThat(made.has("result")).as(made.toString()).isTrue();
            assertThat(called(sdk, "delete_note", named("sdk")).path("code").asInt())
                    .isEqualTo(-32042);
        }
    }

    private static JsonNode called(Program sdk, String tool, String arguments) {
        sdk.says("{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
        return sdk.hears();
    }

    @Test // issue 7 point 10: with a passkey; MCP 2025-11-25 and 2026-07-28
    void a_client_of_the_stateless_revision_is_asked_for_input() {
        write(client("{}"), "stateless");
        HttpResponse<String> asked = stateless("stateless", ELICITS, "");
        JsonNode result = Mcp.message(asked).path("result");
        assertThat(result.path("resultType").asString()).as(asked.body()).isEqualTo("input_required");
        JsonNode request = result.path("inputRequests").path("dev.countersign/approval");
        assertThat(request.path("method").asString()).isEqualTo("elicitation/create");
        assertThat(request.at("/params/mode").asString()).isEqualTo("url");
        assertThat(request.path("params").has("elicitationId")).isFalse();

        assertThat(stateless("stateless", ELICITS, response("decline")).statusCode())
                .isEqualTo(403);
        human.opens(URI.create(request.at("/params/url").asString()));
        human.decides("approve");
        assertThat(human.sees("this one call, once")).isTrue();

        JsonNode made = Mcp.message(stateless("stateless", ELICITS, response("accept")));
        assertThat(made.at("/result/resultType").asString()).as(made.toString()).isEqualTo("complete");
        assertThat(made.toString()).doesNotContain("\"isError\":true");
    }

    private static String response(String action) {
        return ",\"inputResponses\":{\"dev.countersign/approval\":{\"action\":\"" + action + "\"}}";
    }

    private HttpResponse<String> stateless(String note, String capabilities, String more) {
        String body = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_note","arguments":%s,"_meta":{
                "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":%s,
                "io.modelcontextprotocol/clientInfo":{"name":"e2e","version":"1"}}%s}}""".formatted(named(note), capabilities, more);
        return Http.send(new Mcp(scene.notes(), token)
                .to()
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "delete_note")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test // DESIGN Gateway: else the 403 challenge with the URL in its body
    void a_client_that_cannot_is_refused_with_the_page_in_the_body_and_a_denial_ends_it() {
        Mcp mcp = client("{}");
        write(mcp, "kept");
        HttpResponse<String> refused = mcp.call("delete_note", named("kept"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).contains("insufficient_scope");
        String page = Mcp.message(refused).at("/error/url").asString();

        human.opens(URI.create(page));
        human.decides("deny");
        assertThat(human.reads()).contains("Denied");

        HttpResponse<String> again = mcp.call("delete_note", named("kept"));
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(Mcp.message(again).path("error").has("url")).isFalse();
        assertThat(mcp.call("search_notes", "{\"text\":\"kept\"}").body()).contains("kept");
    }

    @Test // issue 7 point 10: exactly once, however many try
    void of_many_retries_at_once_one_goes_through() throws Exception {
        Mcp mcp = client(ELICITS);
        write(mcp, "raced");
        approves(elicited(mcp.call("delete_note", named("raced"))));
        CountDownLatch together = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Mcp own = client(ELICITS);
                answers.add(threads.submit(() -> {
                    together.await();
                    return own.call("delete_note", named("raced")).body();
                }));
            }
            together.countDown();
            int made = 0;
            for (Future<String> answer : answers) {
                if (!answer.get().contains("-32042")) {
                    made++;
                }
            }
            assertThat(made).isOne();
        }
    }

    @Test // DESIGN Gateway: write is always 403; a batch and a task have no page
    void a_writing_call_is_never_asked_for_by_itself() {
        try (Agent reader = new Agent(scene.server())) {
            String small = human.allows(reader, scene.notes(), "read")
                    .path("access_token")
                    .asString();
            HttpResponse<String> refused = new Mcp(scene.notes(), small)
                    .initialized("2025-11-25", ELICITS)
                    .call("write_note", "{\"name\":\"x\",\"text\":\"y\"}");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("/consent/");
        }
    }

    @Test // BEHAVIOURS: long values folded
    void a_long_argument_is_folded_and_whole() {
        Mcp mcp = client(ELICITS);
        String name = "n" + "o".repeat(300) + "te";
        human.opens(elicited(mcp.call("delete_note", named(name))));
        assertThat(human.reads()).doesNotContain(name);
        human.one(By.cssSelector(".arguments summary")).click();
        assertThat(human.reads()).contains(name);
    }
}
