package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/**
 * The steps of the Connect page, taken from the page as a person copies them and run as they stand: in a shell, or from the
 * file of the client. A person at the same browser decides. What no test can install is read as its client reads it, and
 * the program it starts is started.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectStepsTest {
    private static final String COMPLETE = "(http://localhost:\\d+/device\\?user_code=\\S+)";

    private final ConsoleScene console = ConsoleScene.plain();
    private final Human ada = console.human();

    @BeforeAll
    void there_is_a_note() throws IOException {
        Path notes = console.server().data().resolve("notes");
        Files.createDirectories(notes);
        Files.writeString(notes.resolve("plan.md"), "plant the apple tree");
    }

    @AfterAll
    void all_ends() {
        console.close();
    }

    /** What there is to copy, and where the page says it belongs. */
    private record Block(String where, String text) {}

    @Test
    void claude_code_is_told_the_server_and_starts_what_it_is_told() { // issue 7 §5: the exact steps to copy
        try (Desk desk = new Desk(console.server())) {
            List<Block> steps = steps("claude-code", "browser");
            assertThat(desk.words(steps.getFirst().text()))
                    .containsExactly("claude", "mcp", "add", "--transport", "http", "notes", notes());
            assertThat(steps.getLast()).isEqualTo(new Block("Claude Code", "/mcp"));

            steps = steps("claude-code", "headless");
            logsIn(desk, steps.getFirst());
            List<String> words = desk.words(steps.getLast().text());
            assertThat(words.subList(0, 5)).containsExactly("claude", "mcp", "add", "notes", "--");
            works(desk, words.subList(5, words.size()));
        }
    }

    @Test
    void codex_reads_its_file_and_starts_what_stands_there() throws IOException { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            List<Block> steps = steps("codex", "browser");
            assertThat(steps.getFirst().where()).isEqualTo("~/.codex/config.toml");
            assertThat(toml(desk, steps.getFirst()).at("/mcp_servers/notes/url").asString())
                    .isEqualTo(notes());
            assertThat(desk.words(steps.getLast().text())).containsExactly("codex", "mcp", "login", "notes");

            steps = steps("codex", "headless");
            logsIn(desk, steps.getFirst());
            assertThat(steps.getLast().where()).isEqualTo("~/.codex/config.toml");
            works(desk, launched(toml(desk, steps.getLast()).at("/mcp_servers/notes")));
        }
    }

    @Test
    void opencode_logs_in_with_a_browser_and_is_connected() throws IOException { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            List<Block> steps = steps("opencode", "browser");
            desk.keeps(steps.getFirst().where(), steps.getFirst().text());
            try (Pty terminal = desk.terminal(steps.getLast().text())) {
                ada.opens(desk.opened());
                ada.approves("read");
                ada.arrives("/mcp/oauth/callback");
                assertThat(terminal.ends()).as(terminal.text()).isZero();
            }
            connected(desk);
        }
    }

    @Test
    void opencode_starts_the_command_line_where_there_is_no_browser() throws IOException { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            List<Block> steps = steps("opencode", "headless");
            logsIn(desk, steps.getFirst());
            desk.keeps(steps.getLast().where(), steps.getLast().text());
            connected(desk);
            works(desk, list(json(steps.getLast()).at("/mcp/notes/command")));
        }
    }

    @Test
    void the_inspector_lists_and_calls_from_a_terminal() { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            List<Block> steps = steps("inspector", "headless");
            logsIn(desk, steps.getFirst());
            String list = steps.getLast().text();
            try (Pty terminal = desk.terminal(list)) {
                assertThat(terminal.ends()).as(terminal.text()).isZero();
                assertThat(terminal.text()).contains("\"name\": \"read_note\"");
            }
            String call = list.replace("--method tools/list", "--method tools/call --tool-name list_notes");
            assertThat(call).isNotEqualTo(list);
            try (Pty terminal = desk.terminal(call)) {
                assertThat(terminal.ends()).as(terminal.text()).isZero();
                assertThat(terminal.text()).contains("plan");
            }
        }
    }

    @Test
    void the_inspector_connects_from_its_own_page_and_lists_the_tools() { // issue 7 §5
        try (Desk desk = new Desk(console.server());
                Pty terminal =
                        desk.terminal(steps("inspector", "browser").getFirst().text())) {
            ada.opens(desk.opened());
            ada.one(By.cssSelector("[aria-label^='Connect or disconnect']"));
            // In one step: the page draws itself anew while it settles, and what was found is another element then.
            Deadline.await(
                    "the Inspector's switch",
                    Duration.ofSeconds(20),
                    () -> Optional.ofNullable(
                                    ada.browser()
                                            .driver()
                                            .executeScript(
                                                    "const it = document.querySelector(\"[aria-label^='Connect or disconnect']\"); it?.click(); return !!it"))
                            .filter(Boolean.TRUE::equals));
            ada.arrives("/consent/");
            ada.approves("read");
            ada.leaves(console.server().issuer());
            assertThat(ada.sees("TOOLS/LIST")).as(terminal.text()).isTrue();
            assertThat(ada.reads()).contains("Connected", "Authorization complete");
        }
    }

    @Test
    void mcp_remote_opens_a_browser() { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            Block file = steps("mcp-remote", "browser").getFirst();
            try (Program client = desk.starts(launched(json(file).at("/mcpServers/notes")))) {
                client.says(INITIALIZE);
                ada.opens(desk.opened());
                ada.approves("read");
                ada.arrives("/oauth/callback");
                client.hears();
                reads(client);
            }
        }
    }

    @Test
    void mcp_remote_shows_a_code() { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            Block file = steps("mcp-remote", "headless").getFirst();
            try (Program client = desk.starts(launched(json(file).at("/mcpServers/notes")))) {
                client.says(INITIALIZE);
                ada.opens(URI.create(desk.shows(client, COMPLETE)));
                ada.approves("read");
                client.hears();
                reads(client);
            }
        }
    }

    @Test
    void any_client_needs_the_address_alone() { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            List<Block> steps = steps("other", "browser");
            assertThat(steps.getFirst()).isEqualTo(new Block("URL", notes()));
            try (Program client = new Program(
                    List.of(
                            Node.program(),
                            Node.script("sdk-client.mjs"),
                            steps.getFirst().text()),
                    desk.folder(),
                    Map.of())) {
                ada.opens(URI.create(client.hears().path("open").asString()));
                ada.approves("read");
                ada.arrives("/callback");
                client.hears();
                client.says("{\"name\":\"list_notes\",\"arguments\":{}}");
                assertThat(client.hears().toString()).contains("plan");
            }
            assertThat(steps.getLast()).isEqualTo(new Block("Client ID", "mcp-agent"));
        }
    }

    @Test
    void any_client_may_start_the_command_line_which_opens_a_browser() { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            Block stdio = steps("other", "browser").get(1);
            try (Program client = desk.starts(desk.words(stdio.text()))) {
                client.says(INITIALIZE);
                client.hears();
                client.says(INITIALIZED);
                ada.opens(desk.opened());
                ada.approves("read");
                ada.arrives("/callback");
                while (!client.hears().path("method").asString("").equals("notifications/tools/list_changed")) {
                    // Until the client hears that there are tools now.
                }
                reads(client);
            }
        }
    }

    @Test
    void any_client_finds_the_login_of_before() { // issue 7 §5
        try (Desk desk = new Desk(console.server())) {
            List<Block> steps = steps("other", "headless");
            logsIn(desk, steps.getFirst());
            works(desk, launched(json(steps.get(1)).at("/mcpServers/notes")));
        }
    }

    @Test
    void any_program_may_ask_for_a_code_itself() { // issue 7 §5, RFC 8628 §3.1
        try (Desk desk = new Desk(console.server())) {
            Finished asked = desk.runs(steps("other", "headless").getLast().text());
            JsonNode codes = Http.JSON.readTree(asked.out());
            ada.opens(URI.create(codes.path("verification_uri_complete").asString()));
            assertThat(ada.reads()).contains(codes.path("user_code").asString());
            ada.approves("read");
            HttpResponse<String> given = Http.form(
                    console.server().issuer() + "/oauth/token",
                    Map.of(
                            "grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                            "client_id", "mcp-agent",
                            "device_code", codes.path("device_code").asString()));
            String token = Http.JSON.readTree(given.body()).path("access_token").asString();
            assertThat(new Mcp(notes(), token)
                            .initialized()
                            .call("list_notes", "{}")
                            .body())
                    .contains("plan");
        }
    }

    @Test
    void owner_automation_works_at_the_owner_api_and_is_refused_by_mcp() { // issue 7 §5, BEHAVIOURS A1.22
        try (Desk desk = new Desk(console.server())) {
            console.opens("/console/connect");
            List<Block> steps = blocks("onboarding");
            try (Pty terminal = desk.terminal(steps.getFirst().text())) {
                String code = terminal.sees("Enter  ([B-Z]{4}-[B-Z]{4})");
                ada.opens(URI.create(console.server().issuer() + "/device"));
                ada.connects(code);
                assertThat(ada.reads()).contains("owner-agent onboarding");
                ada.chooses("scope", "grants:read");
                ada.types("until", "PT1H");
                ada.types("passphrase", Human.PASSPHRASE);
                ada.decides("approve");
                assertThat(terminal.ends()).as(terminal.text()).isZero();
            }
            Finished grants = desk.runs(steps.getLast().text());
            assertThat(Http.JSON.readTree(grants.out()).path("items").isArray())
                    .as(grants.out() + grants.err())
                    .isTrue();
            Stored stored = Stored.in(desk.credentials());
            assertThat(stored.get(console.server().issuer() + "/v1/grants").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused =
                    stored.mcp(notes()).post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("owner token");
        }
    }

    private String notes() {
        return console.server().mcp("notes");
    }

    /** The steps for a client that runs at such a place and is to reach the notes. */
    private List<Block> steps(String client, String where) {
        console.opens("/console/connect?client=" + client + "&where=" + where + "&server="
                + URLEncoder.encode(notes(), StandardCharsets.UTF_8));
        return blocks("steps");
    }

    private List<Block> blocks(String section) {
        List<Block> found = new ArrayList<>();
        for (WebElement figure : ada.browser()
                .driver()
                .findElements(By.cssSelector("section[aria-labelledby=" + section + "] figure"))) {
            found.add(new Block(
                    figure.findElement(By.cssSelector("figcaption span")).getText(),
                    Objects.requireNonNull(figure.findElement(By.tagName("pre")).getDomProperty("textContent"))));
        }
        return found;
    }

    /** The step that logs in with a code, and the person who looks at it and agrees. */
    private void logsIn(Desk desk, Block step) {
        try (Pty terminal = desk.terminal(step.text())) {
            URI page = URI.create(terminal.sees(COMPLETE));
            String code = terminal.sees("Enter  ([B-Z]{4}-[B-Z]{4})");
            ada.opens(page);
            assertThat(ada.reads()).contains(code);
            ada.approves("read");
            assertThat(terminal.ends()).as(terminal.text()).isZero();
        }
    }

    /** Starts an MCP server as a client does, and calls a tool of it. */
    private static void works(Desk desk, List<String> command) {
        try (Program client = desk.starts(command)) {
            client.says(INITIALIZE);
            client.hears();
            reads(client);
        }
    }

    private static void reads(Program client) {
        client.says(INITIALIZED);
        client.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"list_notes\","
                + "\"arguments\":{}}}");
        while (true) {
            JsonNode line = client.hears();
            if (line.path("id").asInt(-1) == 2 && !line.has("method")) {
                assertThat(line.at("/result/content/0/text").asString())
                        .as(line.toString())
                        .contains("plan");
                return;
            }
        }
    }

    /** opencode needs a model to call a tool; that it has connected and listed them, it says itself. */
    private static void connected(Desk desk) {
        try (Pty list = desk.terminal("opencode mcp list")) {
            assertThat(list.ends()).as(list.text()).isZero();
            assertThat(list.text()).containsPattern("notes.*connected").doesNotContain("failed", "needs auth");
        }
    }

    private static JsonNode json(Block block) {
        return Http.JSON.readTree(block.text());
    }

    private static JsonNode toml(Desk desk, Block block) throws IOException {
        desk.keeps("config.toml", block.text());
        return Http.JSON.readTree(desk.runs("node '" + Node.script("read-toml.mjs") + "' < config.toml")
                .out());
    }

    /** A program and its arguments, as the files of most clients have them. */
    private static List<String> launched(JsonNode entry) {
        List<String> command = new ArrayList<>(List.of(entry.path("command").asString()));
        command.addAll(list(entry.path("args")));
        return command;
    }

    private static List<String> list(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"editor\",\"version\":\"1\"}}}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
}
