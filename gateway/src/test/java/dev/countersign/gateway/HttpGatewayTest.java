package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.http.HttpSettings;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The gateway before a server that is reached by streamable HTTP. */
class HttpGatewayTest {
    private static final String PAGE = "https://page.example";

    private HttpNotes upstream;
    private Running running;
    private Grant grant;
    private String token;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        upstream = new HttpNotes();
        running = new Running(
                folder,
                List.of(new ServerSettings(
                        "far",
                        new Transport.Http(new HttpSettings(
                                URI.create(upstream.url()), Map.of("Authorization", "Bearer operators"))),
                        Map.of("look", Access.READ),
                        true)),
                StepUp.NONE,
                List.of(PAGE));
        grant = running.grant("far", Access.READ);
        token = running.token(grant, running.url("far"));
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
        upstream.close();
    }

    @Test // MCP 2026-07-28 RS-11: the client's token never goes up; DESIGN Gateway: response headers by allow-list
    void the_upstream_gets_the_operators_credentials_and_the_client_gets_none_of_its_headers() throws Exception {
        Mcp mcp = Mcp.session(running.url("far"), token, "2025-06-18");
        HttpResponse<String> list = mcp.post(Mcp.request(1, "tools/list"), "Cookie", "mine=1", "X-Mine", "1");
        assertThat(Mcp.json(list).path("result").path("tools").findValuesAsString("name"))
                .containsExactly("look");
        for (HttpFields headers : upstream.received) {
            assertThat(headers.get("Authorization")).isEqualTo("Bearer operators");
            assertThat(headers.toString()).doesNotContain(token, "mine", "X-Mine");
        }
        assertThat(list.headers().map().keySet())
                .doesNotContain("set-cookie", "access-control-allow-origin", "x-upstream-secret");
    }

    @Test // DESIGN Gateway: Mcp-Session-Id is sealed, so that any node can go on
    void the_session_of_the_upstream_stays_behind_the_seal() throws Exception {
        Mcp mcp = Mcp.session(running.url("far"), token, "2025-06-18");
        assertThat(mcp.session()).doesNotContain("upstream-session-1");
        mcp.post(Mcp.request(1, "tools/list"));
        assertThat(upstream.received.getLast().get("Mcp-Session-Id")).isEqualTo("upstream-session-1");
        assertThat(upstream.received.getLast().get("MCP-Protocol-Version")).isEqualTo("2025-06-18");
        Mcp other = new Mcp(running.url("far"), running.token(running.grant("far", Access.READ), running.url("far")));
        other.useSession(mcp.session());
        assertThat(other.post(Mcp.request(1, "tools/list")).statusCode()).isEqualTo(404);
        mcp.useSession("upstream-session-1");
        assertThat(mcp.post(Mcp.request(1, "tools/list")).statusCode()).isEqualTo(404);
    }

    @Test // DESIGN Gateway: DELETE ends the session of the upstream
    void a_session_is_ended_at_the_upstream() throws Exception {
        Mcp mcp = Mcp.session(running.url("far"), token, "2025-06-18");
        assertThat(mcp.send("DELETE").statusCode()).isEqualTo(204);
        assertThat(upstream.ended).containsKey("upstream-session-1");
    }

    @Test // issue 2 point 10: streaming both ways without buffering
    void the_first_event_arrives_before_the_upstream_has_finished() throws Exception {
        Mcp mcp = Mcp.session(running.url("far"), token, "2025-06-18");
        HttpResponse<InputStream> stream = mcp.open(Mcp.call(1, "look", "{}"));
        byte[] first = new byte[1024];
        int read = stream.body().read(first);
        assertThat(new String(first, 0, read, StandardCharsets.UTF_8)).contains("notifications/progress");
        upstream.goOn.countDown();
        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("looked");
    }

    @Test // DESIGN Gateway: open streams end with their grant; what is not in the table is not passed on
    void the_get_stream_passes_and_ends_with_its_grant() throws Exception {
        Mcp mcp = Mcp.session(running.url("far"), token, "2025-06-18");
        HttpResponse<InputStream> stream = mcp.get();
        byte[] first = new byte[1024];
        int read = stream.body().read(first);
        assertThat(new String(first, 0, read, StandardCharsets.UTF_8)).contains("id: 7", "notifications/message");
        running.revoke(grant);
        long revoked = System.nanoTime();
        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("evil");
        // The upstream itself would go on for 20 seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(10));
    }

    @Test // DESIGN Gateway: a closed table of methods; lists are filtered; only Countersign gives receipts
    void an_answer_that_could_pass_for_a_request_as_well_goes_to_nobody() throws Exception {
        Mcp mcp = Mcp.session(running.url("far"), token, "2025-06-18");
        for (JsonNode method : List.of(
                JsonNodeFactory.instance.nullNode(),
                JsonNodeFactory.instance.numberNode(1),
                JsonNodeFactory.instance.stringNode("ping"),
                JsonNodeFactory.instance.stringNode("notifications/message"))) {
            upstream.beside.put("method", method);
            HttpResponse<String> list = mcp.post(Mcp.request(1, "tools/list"));
            assertThat(list.statusCode()).as("with the method %s", method).isEqualTo(502);
            assertThat(list.body()).doesNotContain("look");
        }
        Mcp another = new Mcp(running.url("far"), token);
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        assertThat(another.post(initialize).statusCode()).isEqualTo(502);
        upstream.beside.clear();
        assertThat(mcp.post(Mcp.request(1, "tools/list")).body()).contains("look");
    }

    @Test // DESIGN Gateway: upstream redirects are not followed, its 401/403 is a 502 that says so
    void refusals_of_the_upstream_are_not_the_clients() throws Exception {
        Mcp mcp = Mcp.session(running.url("far"), token, "2025-06-18");
        Map<Integer, Integer> expected = Map.of(307, 502, 401, 502, 403, 502, 500, 502, 503, 503, 404, 404);
        for (Map.Entry<Integer, Integer> entry : expected.entrySet()) {
            upstream.status = entry.getKey();
            HttpResponse<String> response = mcp.post(Mcp.request(1, "tools/list"));
            assertThat(response.statusCode()).as("for %s", entry.getKey()).isEqualTo(entry.getValue());
            assertThat(response.headers().map().keySet()).doesNotContain("location", "www-authenticate");
        }
        upstream.status = 401;
        assertThat(mcp.post(Mcp.request(1, "tools/list")).body()).contains("credentials", "401");
    }

    @Test // DESIGN Errors: CORS of /mcp is for cors-origins only
    void a_configured_page_may_call_and_others_may_not() throws Exception {
        String request = "OPTIONS /mcp/far HTTP/1.1\r\nHost: localhost:" + running.port
                + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization,mcp-param-x\r\n"
                + "Connection: close\r\nOrigin: ";
        assertThat(Mcp.raw(running.port, request + PAGE + "\r\n\r\n"))
                .contains(" 204 ", "Access-Control-Allow-Origin: " + PAGE, "mcp-param-x", "Authorization")
                .doesNotContain("Allow-Credentials");
        assertThat(Mcp.raw(running.port, request + "https://evil.example\r\n\r\n"))
                .contains(" 403 ")
                .doesNotContain("Access-Control");
    }

    @Test // DESIGN Gateway: destructive beyond the grant = -32042 when the client declared URL elicitation
    void a_destructive_call_beyond_the_grant_sends_the_human_to_a_page(@TempDir Path other) throws Exception {
        URI page = URI.create("https://h.example/consent/1");
        try (Running stepping = new Running(
                other,
                List.of(new ServerSettings(
                        "far",
                        new Transport.Http(new HttpSettings(URI.create(upstream.url()), Map.of())),
                        Map.of("look", Access.DESTRUCTIVE),
                        true)),
                new Asking(page.toString()),
                List.of())) {
            Grant small = stepping.grant("far", Access.READ);
            String access = stepping.token(small, stepping.url("far"));
            // The upstream speaks 2025-06-18, which has no such error: the challenge names the page.
            Mcp mcp = Mcp.session(stepping.url("far"), access, "2025-06-18", "{\"elicitation\":{\"url\":{}}}");
            HttpResponse<String> refused = mcp.post(Mcp.call(1, "look", "{}"));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(Mcp.json(refused).path("error").path("url").asString()).isEqualTo(page.toString());
        }
    }
}
