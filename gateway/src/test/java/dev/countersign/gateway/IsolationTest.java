package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who shares a process, and where a human is sent for more. */
class IsolationTest {
    private static final URI PAGE = URI.create("https://h.example/consent/1");

    private Running running;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        running = new Running(
                folder,
                List.of(server("shared", Isolation.SHARED, folder), server("alone", Isolation.SESSION, folder)),
                new Asking(PAGE.toString()),
                List.of());
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
    }

    private static ServerSettings server(String name, Isolation isolation, Path folder) {
        return new ServerSettings(
                name,
                new Transport.Stdio(new StdioSettings(
                        NotesServer.command(), Map.of("SECRET", "hush-hush"), isolation, 4, folder.resolve(name))),
                Map.of(),
                true);
    }

    private Mcp session(Grant grant, String server, String capabilities) throws Exception {
        return Mcp.session(running.url(server), running.token(grant, running.url(server)), "2025-11-25", capabilities);
    }

    private static String pid(Mcp mcp) throws Exception {
        return Mcp.text(mcp.post(Mcp.call(1, "print_env", "{}"))).replaceAll(".* pid ", "");
    }

    @Test // DESIGN Gateway: isolation shared, session
    void everybody_shares_one_process_or_each_session_has_its_own() throws Exception {
        Grant one = running.grant("shared", Access.READ);
        Grant two = running.grant("shared", Access.READ);
        assertThat(pid(session(one, "shared", "{}"))).isEqualTo(pid(session(two, "shared", "{}")));
        Grant alone = running.grant("alone", Access.READ);
        Mcp first = session(alone, "alone", "{}");
        String pid = pid(first);
        assertThat(pid(session(alone, "alone", "{}"))).isNotEqualTo(pid);
        assertThat(first.send("DELETE").statusCode()).isEqualTo(204);
        assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test // DESIGN Gateway: destructive beyond the grant = -32042 when the client declared URL elicitation; write = 403
    void a_destructive_call_beyond_the_grant_sends_the_human_to_a_page() throws Exception {
        Grant grant = running.grant("shared", Access.READ);
        Mcp able = session(grant, "shared", "{\"elicitation\":{\"url\":{}}}");
        HttpResponse<String> elicited = able.post(Mcp.call(1, "delete_note", "{}"));
        assertThat(elicited.statusCode()).isEqualTo(200);
        JsonNode error = Mcp.json(elicited).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32042);
        assertThat(error.path("data").path("elicitations").path(0).path("url").asString())
                .isEqualTo(PAGE.toString());
        assertThat(able.post(Mcp.call(2, "write_note", "{}")).statusCode()).isEqualTo(403);
        HttpResponse<String> refused = session(grant, "shared", "{}").post(Mcp.call(3, "delete_note", "{}"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(StrictJson.parse(refused.body()).path("error").path("url").asString())
                .isEqualTo(PAGE.toString());
    }

    @Test // issue 2 point 11: no secret in logs
    void settings_do_not_print_what_they_hold() {
        assertThat(server("x", Isolation.GRANT, Path.of("h")).toString())
                .contains("SECRET")
                .doesNotContain("hush-hush");
    }
}
