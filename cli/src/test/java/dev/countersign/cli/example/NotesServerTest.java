package dev.countersign.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The example server as a gateway starts it: a process of its own, spoken to line by line. */
class NotesServerTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MODERN =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @TempDir
    Path folder;

    private Process process;
    private PrintStream in;
    private BufferedReader out;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NotesServer.class.getName(),
                        folder.resolve("notes").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void end() throws InterruptedException {
        in.close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as("ends when its input ends")
                .isTrue();
    }

    @Test
    void it_shakes_hands_in_the_revision_the_client_speaks() throws IOException { // MCP 2025-06-18, lifecycle
        JsonNode result = ask("initialize", "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}")
                .path("result");

        assertThat(result.path("protocolVersion").asString()).isEqualTo("2025-06-18");
        assertThat(result.path("capabilities").has("tools")).isTrue();
        assertThat(result.has("resultType")).isFalse();
    }

    @Test
    void it_answers_without_a_handshake_in_the_newest_revision() throws IOException { // MCP 2026-07-28, versioning
        JsonNode found = ask("server/discover", "{" + MODERN + "}").path("result");

        assertThat(found.path("supportedVersions").toString()).contains("2026-07-28", "2025-11-25");
        assertThat(found.path("resultType").asString()).isEqualTo("complete");
        assertThat(ask("tools/list", "{" + MODERN + "}")
                        .path("result")
                        .path("tools")
                        .size())
                .isEqualTo(5);
        assertThat(ask("tools/list", "{" + MODERN.replace("2026-07-28", "1900-01-01") + "}")
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32022);
    }

    @Test
    void its_tools_say_which_read_write_and_destroy() throws IOException { // issue 2 §1: tools of all three classes
        for (JsonNode tool : ask("tools/list", "{}").path("result").path("tools")) {
            String name = tool.path("name").asString();
            JsonNode hints = tool.path("annotations");

            assertThat(hints.path("readOnlyHint").asBoolean()).isEqualTo(!name.matches("write_note|delete_note"));
            assertThat(hints.path("destructiveHint").asBoolean()).isEqualTo(name.equals("delete_note"));
            assertThat(tool.path("inputSchema").path("type").asString()).isEqualTo("object");
        }
    }

    @Test
    void a_note_can_be_written_found_read_and_deleted() throws IOException {
        assertThat(call("write_note", "{\"name\":\"Käse\",\"text\":\"two wheels\"}"))
                .isEqualTo("written");
        assertThat(call("list_notes", "{}")).isEqualTo("Käse\nwelcome");
        assertThat(call("search_notes", "{\"text\":\"WHEELS\"}")).isEqualTo("Käse");
        assertThat(call("read_note", "{\"name\":\"Käse\"}")).isEqualTo("two wheels");
        assertThat(ask("resources/read", "{\"uri\":\"note:///K%C3%A4se\"}")
                        .path("result")
                        .toString())
                .contains("two wheels");
        assertThat(call("delete_note", "{\"name\":\"Käse\"}")).isEqualTo("deleted");
        assertThat(call("list_notes", "{}")).isEqualTo("welcome");
    }

    @Test
    void a_name_too_long_for_a_file_is_refused_and_the_server_goes_on() throws IOException {
        assertThat(call("write_note", "{\"name\":\"" + "ä".repeat(80) + "\",\"text\":\"\"}"))
                .contains("too long");
        assertThat(call("list_notes", "{}")).isEqualTo("welcome");
    }

    @Test
    void no_name_leads_out_of_the_folder() throws IOException {
        for (String name : new String[] {"../x", "/etc/passwd", "..", "a/b", ""}) {
            JsonNode result = ask("tools/call", "{\"name\":\"read_note\",\"arguments\":{\"name\":\"" + name + "\"}}")
                    .path("result");
            assertThat(result.path("isError").asBoolean()).as(name).isTrue();
            assertThat(result.toString()).contains("cannot be a note's name");
        }
    }

    @Test
    void what_it_does_not_understand_it_refuses_and_goes_on() throws IOException { // JSON-RPC 2.0 §5.1
        in.println("{not json");
        assertThat(read().path("error").path("code").asInt()).isEqualTo(-32700);
        assertThat(ask("nobody/knows", "{}").path("error").path("code").asInt()).isEqualTo(-32601);
        assertThat(ask("tools/call", "{\"name\":\"nothing\"}")
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        assertThat(call("read_note", "{\"nom\":\"x\"}")).contains("does not take \"nom\"");
        in.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(ask("ping", "{}").path("result").isEmpty()).isTrue();
    }

    private String call(String tool, String arguments) throws IOException {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
                .path("result")
                .path("content")
                .path(0)
                .path("text")
                .asString();
    }

    private JsonNode ask(String method, String params) throws IOException {
        in.println("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
        return read();
    }

    private JsonNode read() throws IOException {
        String line = out.readLine();
        assertThat(line).as("an answer").isNotNull();
        return JSON.readTree(line);
    }
}
