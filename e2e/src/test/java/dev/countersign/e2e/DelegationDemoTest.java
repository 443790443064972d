package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The demo of docs/demo/delegation: three agents as processes of their own, on two device keys, before a real MCP server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DelegationDemoTest {
    private static final Path DEMO = Path.of("..", "docs", "demo", "delegation").toAbsolutePath();
    private static final Pattern LINK = Pattern.compile("http\\S+/device\\?user_code=\\S+");

    private final Human ada = new Human();
    private final RunningServer server = RunningServer.configured(
            """
            servers: { files: { command: %s } }
            clients:
              researcher: { grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
              reader: { grant_types: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
            """.formatted(Node.yaml("@modelcontextprotocol/server-filesystem", "dist/index.js", "FOLDER/files")));

    @BeforeAll
    void there_is_an_owner_and_a_file() throws IOException {
        Files.createDirectories(server.folder().resolve("files"));
        Files.writeString(server.folder().resolve("files/plan.txt"), "plant the apple tree");
        ada.setsUpWithPassphrase(server, "ada");
    }

    @AfterAll
    void all_ends() {
        ada.close();
        server.close();
    }

    @Test
    void three_agents_on_two_devices_work_together_until_the_middle_one_is_revoked() throws IOException {
        // issue 5 Proof: planner → researcher → reader; C1.4: only the subtree dies, at the next request
        JsonNode end;
        try (Program planner = planner()) {
            ada.opens(link(planner));
            ada.chooses("resource", server.mcp("files"));
            ada.chooses("resource", server.issuer() + "/mcp");
            ada.types("delegate_depth", "2");
            ada.types("delegate_to", "researcher reader");
            ada.approves("read");
            end = planner.hears();
            assertThat(planner.errors()).contains("I act through 2 others", "I call again: 401");
        }
        assertThat(end.path("text").asString()).isEqualTo("plant the apple tree");
        assertThat(end.path("reader").asInt()).isEqualTo(401);
        assertThat(end.path("researcher").asInt()).isEqualTo(400);
        assertThat(end.path("planner").asInt()).isEqualTo(200);
        assertThat(server.folder().resolve("device-1.jwk")).exists();
        assertThat(server.folder().resolve("device-2.jwk")).exists();

        String middle = end.path("revoked").asString();
        JsonNode tree = Http.JSON.readTree(
                server.command("grants", "tree", middle, "--json").out());
        assertThat(tree.path("asked").asString()).isEqualTo(middle);
        assertThat(tree.path("grants")
                        .valueStream()
                        .map(each -> each.path("client").asString() + " "
                                + each.path("standing").asString()))
                .containsExactly("mcp-agent alive", "researcher revoked", "reader revoked");
        assertThat(server.command("grants", "tree", middle).out())
                .contains("> ")
                .contains("researcher");
        fromAnEventTheSameGraphIsFound(middle, tree);
        String svg = server.command("grants", "tree", middle, "--svg").out();
        assertThat(svg).contains("<svg", "reader, handed on by researcher", "✕ revoked");
        Files.writeString(Path.of("target", "delegation-tree.svg"), svg);
    }

    private void fromAnEventTheSameGraphIsFound(String grant, JsonNode tree) { // issue 5 §9: `grants tree EVENT`
        List<JsonNode> entries = server.command("audit", "tail", "--once", "-n", "500", "--json")
                .out()
                .lines()
                .map(Http.JSON::readTree)
                .toList();
        List<String> about = entries.stream()
                .filter(entry -> entry.path("grant").asString("").equals(grant))
                .map(entry -> entry.path("id").asString())
                .toList();
        assertThat(about).as("what the log says of " + grant).isNotEmpty();
        for (String event : List.of(about.getFirst(), about.getLast())) {
            Finished found = server.command("grants", "tree", event, "--json");
            assertThat(Http.JSON.readTree(found.out())).as(event + found.err()).isEqualTo(tree);
        }
        String none = entries.stream()
                .filter(entry -> entry.path("grant").asString("").isEmpty())
                .map(entry -> entry.path("id").asString())
                .findFirst()
                .orElseThrow();
        Finished refused = server.command("grants", "tree", none);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("the event " + none + " is about no grant");
        assertThat(server.command("grants", "tree", "ev_none").err()).contains("there is no event ev_none");
    }

    private Program planner() {
        return new Program(
                List.of(
                        Node.program(),
                        DEMO.resolve("planner.mjs").toString(),
                        server.issuer(),
                        "files",
                        "plan.txt",
                        server.folder().toString()),
                server.folder(),
                Map.of());
    }

    private static URI link(Program program) {
        return URI.create(Deadline.await("a link on the terminal", Duration.ofSeconds(60), () -> {
            var found = LINK.matcher(program.errors());
            return found.find() ? Optional.of(found.group()) : Optional.empty();
        }));
    }
}
