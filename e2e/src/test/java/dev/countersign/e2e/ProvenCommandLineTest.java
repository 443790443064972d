package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code login} and {@code connect} with a key of this computer (DPoP, RFC 9449). */
class ProvenCommandLineTest {
    private static final String COMPLETE = "(http://localhost:\\d+/device\\?user_code=\\S+)";
    private static final String STRICT =
            "servers: { notes: { command: " + Distribution.exampleNotes() + ", require-dpop: on } }\n";

    @Test // RFC 9449 §5, §7; docs/keys.md: require-dpop
    void a_server_that_takes_only_bound_tokens_is_logged_in_to_and_its_owner_sees_one_device() throws IOException {
        try (CommandLineScene scene = new CommandLineScene(STRICT)) {
            Path store = scene.store();
            String first = logsIn(scene, store);
            Stored stored = Stored.in(store);
            assertThat(first)
                    .contains("logged in to")
                    .doesNotContain(
                            stored.token(),
                            stored.credential().path("refresh_token").asString(),
                            stored.credential().at("/key/d").asString());
            assertThat(stored.mcp().initialized().call("list_notes", "{}").statusCode())
                    .isEqualTo(200);
            assertThat(new Mcp(scene.notes(), stored.token())
                            .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                            .statusCode())
                    .as("the token alone is worth nothing")
                    .isEqualTo(401);
            try (Stream<Path> files = Files.list(store)) {
                assertThat(files.filter(file -> file.toString().endsWith(".json")))
                        .hasSize(2)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
            works(scene, store, 5);

            assertThat(devices(scene)).hasSize(1);
            logsIn(scene, store);
            assertThat(devices(scene))
                    .as("the same computer is the same device")
                    .hasSize(1);
            assertThat(scene.server
                            .command("devices", "revoke", devices(scene).getFirst())
                            .code())
                    .isZero();
            try (Program connect = scene.connect(Map.of(), store)) {
                JsonNode ended = called(connect, 1);
                assertThat(ended.at("/error/code").asInt()).as(ended.toString()).isEqualTo(401);
                assertThat(ended.at("/error/message").asString()).contains("To renew it");
            }
        }
    }

    @Test // RFC 9449 §8, §9
    void nonces_are_followed_where_every_proof_needs_one() {
        try (CommandLineScene scene = new CommandLineScene(STRICT + "dpop: { require-nonce: on }\n")) {
            Path store = scene.store();
            logsIn(scene, store);
            works(scene, store, 3);
        }
    }

    @Test // docs/cli.md: --print-token; BEHAVIOURS A1.20
    void a_token_to_hand_on_is_a_bearer_and_is_refused_where_only_bound_ones_count() {
        try (CommandLineScene scene = new CommandLineScene(STRICT);
                Pty terminal =
                        scene.terminal(Map.of(), scene.store(), "login", scene.notes(), "--device", "--print-token")) {
            // What is asked for can be seen at once; nobody is troubled for nothing.
            assertThat(terminal.ends()).as(terminal.text()).isEqualTo(1);
            assertThat(terminal.text())
                    .contains("takes only tokens that are bound to a key", "Leave --print-token out");
        }
    }

    @Test // docs/cli.md: what an older login stored goes on
    void a_stored_bearer_token_goes_on_as_one() throws IOException {
        try (CommandLineScene scene = new CommandLineScene(Scene.NOTES + "tokens: { access-ttl: PT5S }\n")) {
            Path store = scene.store();
            try (Pty terminal = scene.terminal(Map.of(), store, "login", scene.notes(), "--device", "--print-token")) {
                scene.answers(URI.create(terminal.sees(COMPLETE)), "approve");
                assertThat(terminal.ends()).as(terminal.text()).isZero();
                assertThat(terminal.text()).contains(Stored.in(store).token());
            }
            assertThat(Stored.in(store).key()).isEmpty();

            works(scene, store, 3);
            assertThat(Stored.in(store).key())
                    .as("refreshed, and a bearer still")
                    .isEmpty();
            assertThat(devices(scene)).isEmpty();
        }
    }

    @Test // issue 3 §6: refreshed under a file lock; RFC 9449 §5
    void processes_that_share_a_credential_and_refresh_at_once_all_go_on() throws Exception {
        // Each call refreshes: tokens end sooner than the margin the command line keeps.
        try (CommandLineScene scene = new CommandLineScene(STRICT + "tokens: { access-ttl: PT10S }\n")) {
            Path store = scene.store();
            logsIn(scene, store);
            String before = Stored.in(store).credential().path("refresh_token").asString();
            // One more has a copy of the files, and so no lock in common with the others.
            Path copy = scene.store();
            Files.createDirectory(copy);
            for (Path file : CommandLineScene.files(store, ".json")) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
            try (var three = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Integer>> all = Stream.of(store, store, copy)
                        .map(own -> (Callable<Integer>) () -> works(scene, own, 8))
                        .toList();
                for (Future<Integer> one : three.invokeAll(all)) {
                    assertThat(one.get()).isEqualTo(8);
                }
            }
            assertThat(Stored.in(store).credential().path("refresh_token").asString())
                    .isNotEqualTo(before);
            JsonNode grants = Http.JSON.readTree(
                    scene.server.command("grants", "list", "--json").out());
            assertThat(grants.at("/grants/0/standing").asString()).isEqualTo("alive");
        }
    }

    /** What the person saw. */
    private static String logsIn(CommandLineScene scene, Path store) {
        try (Pty terminal = scene.terminal(Map.of(), store, "login", scene.notes(), "--device")) {
            scene.answers(URI.create(terminal.sees(COMPLETE)), "approve");
            assertThat(terminal.ends()).as(terminal.text()).isZero();
            return terminal.text();
        }
    }

    /** Calls a tool so many times by {@code connect}, and gives how many of them went well. */
    private static int works(CommandLineScene scene, Path store, int times) {
        int well = 0;
        try (Program connect = scene.connect(Map.of(), store)) {
            for (int id = 1; id <= times; id++) {
                JsonNode called = called(connect, id);
                assertThat(called.has("result") && !called.at("/result/isError").asBoolean(false))
                        .as(called + connect.errors())
                        .isTrue();
                well++;
            }
        }
        return well;
    }

    /** A single request, in the era without a handshake. */
    private static JsonNode called(Program connect, int id) {
        connect.says("""
            {"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"list_notes","arguments":{},
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
            "io.modelcontextprotocol/clientInfo":{"name":"e2e","version":"1"},
            "io.modelcontextprotocol/clientCapabilities":{}}}}\
            """.formatted(id).replace("\n", ""));
        while (true) {
            JsonNode line = connect.hears();
            if (line.path("id").asInt(-1) == id && !line.has("method")) {
                return line;
            }
        }
    }

    private static List<String> devices(CommandLineScene scene) {
        return Http.JSON
                .readTree(scene.server.command("devices", "list", "--json").out())
                .path("devices")
                .valueStream()
                .map(device -> device.path("id").asString())
                .toList();
    }
}
