package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Countersign's own MCP server at {@code /mcp}. */
class OwnServerTest {
    private Running running;
    private Grant grant;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        running = new Running(folder, List.of());
        grant = running.grant(Authority.everything(running.issuer + "/mcp", Access.READ), Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
    }

    private String token() {
        return running.token(grant, running.issuer + "/mcp");
    }

    @ParameterizedTest // issue 2 point 10: /mcp serves whoami, in every revision with sessions
    @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
    void whoami_says_for_whom_where_what_and_until_when(String version) throws Exception {
        Mcp mcp = Mcp.session(running.issuer + "/mcp", token(), version);
        assertThat(Mcp.json(mcp.post(Mcp.request(1, "tools/list")))
                        .path("result")
                        .path("tools")
                        .findValuesAsString("name"))
                .containsExactly(
                        "whoami", "request_access", "delegate", "delegations", "revoke_delegation", "activity");
        JsonNode who =
                Mcp.json(mcp.post(Mcp.call(2, "whoami", "{}"))).path("result").path("structuredContent");
        assertThat(who.path("owner").path("name").asString()).isEqualTo("ada");
        assertThat(who.path("agent").path("client").asString()).isEqualTo("mcp-agent");
        assertThat(who.path("where").asString()).isEqualTo("unproven");
        assertThat(who.path("until").asString()).isEqualTo(grant.until().toString());
        assertThat(who.path("authority").path(0).path("locations").path(0).asString())
                .isEqualTo(running.issuer + "/mcp");
    }

    @Test // issue 2 point 10: and in the stateless revision
    void whoami_answers_without_a_session() throws Exception {
        Mcp mcp = new Mcp(running.issuer + "/mcp", token());
        mcp.useVersion("2026-07-28");
        String meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
        HttpResponse<String> who = mcp.post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"," + meta
                        + "}}",
                "Mcp-Method",
                "tools/call",
                "Mcp-Name",
                "whoami");
        JsonNode result = Mcp.json(who).path("result");
        assertThat(result.path("resultType").asString()).isEqualTo("complete");
        assertThat(result.path("structuredContent").path("owner").path("id").asString())
                .isEqualTo(Running.ADA.value());
        JsonNode discovered = Mcp.json(mcp.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" + meta + "}}",
                        "Mcp-Method",
                        "server/discover"))
                .path("result");
        assertThat(discovered.path("supportedVersions").size()).isEqualTo(4);
    }

    @Test // MCP 2025-11-25 transports: a server without a stream says 405
    void it_has_nothing_to_say_unasked() throws Exception {
        Mcp mcp = Mcp.session(running.issuer + "/mcp", token(), "2025-11-25");
        assertThat(mcp.get().statusCode()).isEqualTo(405);
        assertThat(mcp.send("DELETE").statusCode()).isEqualTo(204);
        assertThat(Mcp.json(mcp.post(Mcp.request(3, "ping"))).path("result").isObject())
                .isTrue();
    }

    @Test // DESIGN vocabulary: a grant for a guarded server is none for /mcp
    void authority_elsewhere_is_none_here() throws Exception {
        Grant elsewhere = running.grant(Authority.everything(running.url("x"), Access.READ), Map.of());
        Mcp mcp = Mcp.session(running.issuer + "/mcp", running.token(elsewhere, running.issuer + "/mcp"), "2025-11-25");
        assertThat(mcp.post(Mcp.call(1, "whoami", "{}")).statusCode()).isEqualTo(403);
        assertThat(running.gateway.handler()).isNotNull();
        assertThat(new Mcp(running.url("x"), token())
                        .post(Mcp.request(1, "ping"))
                        .statusCode())
                .isEqualTo(404);
    }
}
