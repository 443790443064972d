package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.audit.HttpLog;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Inclusion;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.SignedNote;
import dev.countersign.ledger.Tree;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The log of acts of a running server. */
class LedgerTest {
    @Test
    void a_kill_in_the_middle_loses_and_reorders_nothing()
            throws IOException, InterruptedException { // issue 6: kill -9
        try (RunningServer server = RunningServer.plain()) {
            Path anchors = Files.createDirectory(server.folder().resolve("anchors"));
            Queue<String> registered = new ConcurrentLinkedQueue<>();
            for (int round = 0; round < 2; round++) {
                registerUntil(server, registered, anchors.resolve("anchor-" + round), server::kill);
                server.startAgain();
            }
            Finished audit = server.command("audit", "verify", "--anchor", anchors.toString());
            Finished export = server.command("audit", "export");

            assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
            assertThat(audit.out()).contains("whole", "2 earlier checkpoints continued");
            assertThat(registered).hasSizeGreaterThan(20);
            List<String> log = export.out().lines().toList();
            for (String client : registered) {
                assertThat(log.stream().filter(line -> line.contains("\"register-client\"") && line.contains(client)))
                        .as(client)
                        .hasSize(1);
            }
        }
    }

    @Test
    void when_the_node_that_sequences_is_killed_another_goes_on()
            throws IOException, InterruptedException { // issue 6: kill -9 of the sequencer, one node at a time
        try (EmbeddedPostgres database = EmbeddedPostgres.start()) {
            String config = "store: '" + database.getJdbcUrl("postgres", "postgres") + "'\n";
            Map<String, String> environment =
                    Map.of("COUNTERSIGN_KEY", Base64.getEncoder().encodeToString(new byte[32]));
            try (RunningServer first = RunningServer.started(config, environment);
                    RunningServer second = RunningServer.started(config, environment)) {
                Path anchors = Files.createDirectory(second.folder().resolve("anchors"));
                Queue<String> registered = new ConcurrentLinkedQueue<>();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 2; i++) threads.submit(() -> register(first, registered));
                    Thread.sleep(1_500);
                    String anchor =
                            Http.get(second.issuer() + "/ledger/checkpoint").body();
                    Files.writeString(anchors.resolve("before"), anchor);
                    first.kill();
                }
                registered.add(clientId(registration(second)));
                long size = Checkpoint.parse(SignedNote.parse(Files.readString(anchors.resolve("before"))))
                        .size();
                Deadline.await(
                        "the other node to sequence",
                        java.time.Duration.ofSeconds(10),
                        () -> log(second).containsAll(registered) ? Optional.of(true) : Optional.empty());
                Finished audit = second.command("audit", "verify", "--anchor", anchors.toString());

                assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
                assertThat(audit.out()).contains("whole", "1 earlier checkpoints continued", " 0 waiting");
                assertThat(size).isPositive();
                assertThat(registered).hasSizeGreaterThan(5);
                assertThat(log(second)).doesNotHaveDuplicates();
            }
        }
    }

    /** The clients the log says were registered, in its order. */
    private static List<String> log(RunningServer server) {
        return server.command("audit", "export")
                .out()
                .lines()
                .map(Http.JSON::readTree)
                .filter(entry -> entry.path("kind").asString().equals("register-client"))
                .map(entry -> entry.path("client").asString())
                .toList();
    }

    @Test
    void strangers_who_flood_every_door_do_not_grow_the_log() { // issue 6: anonymous floods
        try (RunningServer server = RunningServer.plain()) {
            long before = Checkpoint.parse(settled(server)).size();
            String resource = server.issuer() + "/mcp";
            for (int i = 0; i < 60; i++) {
                List<Integer> statuses = new ArrayList<>();
                for (Map<String, String> fields : List.of(
                        Map.of("grant_type", "refresh_token", "client_id", "mcp-agent", "refresh_token", "cs_rt_" + i),
                        Map.of("grant_type", "client_credentials", "client_id", "nobody", "client_secret", "x" + i),
                        Map.of("grant_type", "authorization_code", "client_id", "mcp-agent", "code", "cs_code_" + i))) {
                    statuses.add(
                            Http.form(server.issuer() + "/oauth/token", fields).statusCode());
                }
                statuses.add(Http.form(server.issuer() + "/oauth/introspect", Map.of("token", "x"))
                        .statusCode());
                statuses.add(Http.form(server.issuer() + "/oauth/revoke", Map.of("token", "x", "client_id", "nobody"))
                        .statusCode());
                statuses.add(new Mcp(resource, "not-a-token-" + i).post("{}").statusCode());
                assertThat(statuses).allSatisfy(status -> assertThat(status).isBetween(400, 499));
                Http.form(
                        server.issuer() + "/oauth/device_authorization",
                        Map.of("client_id", "mcp-agent", "resource", resource, "scope", "mcp:read"));
                Http.get(server.issuer() + "/oauth/authorize?response_type=code&client_id=mcp-agent&state=" + i);
            }
            long grown = Checkpoint.parse(settled(server)).size() - before;
            assertThat(grown).as("one event a minute and kind at most").isLessThanOrEqualTo(8);
        }
    }

    @Test
    void a_full_disk_refuses_acts_and_acknowledges_nothing_unrecorded() { // issue 6: disk full
        try (RunningServer server = RunningServer.crowded(1_500)) {
            List<String> registered = new ArrayList<>();
            int refused = 0;
            for (int i = 0; refused < 5; i++) {
                HttpResponse<String> answer = registration(server);
                if (answer.statusCode() == 201) {
                    registered.add(clientId(answer));
                } else {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    refused++;
                }
                assertThat(i).as("requests until the disk is full").isLessThan(5_000);
            }
            server.kill();
            server.makeRoom();
            server.startAgain();
            Finished audit = server.command("audit", "verify");
            String log = server.command("audit", "export").out();

            assertThat(audit.code()).as(audit.out()).isZero();
            assertThat(registered)
                    .isNotEmpty()
                    .allSatisfy(client -> assertThat(log).contains(client));
            assertThat(registration(server).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void anybody_can_verify_the_tree_over_http_and_nobody_reads_entries_unasked() { // issue 6, C2SP tlog-tiles
        try (RunningServer server = RunningServer.plain()) {
            NoteKey key = NoteKey.parse(server.command("audit", "key").out().strip());
            SignedNote note = settled(server);
            Checkpoint checkpoint = Checkpoint.parse(note);
            HttpLog log = new HttpLog(URI.create(server.issuer()), Optional.empty());
            Tree tree = new Tree(
                    checkpoint.size(),
                    (level, index, width) -> log.tile(level, index).orElseThrow());

            assertThat(note.signedBy(key)).isPresent();
            assertThat(checkpoint.origin()).isEqualTo("localhost:" + server.port() + "/ledger");
            assertThat(tree.root()).isEqualTo(checkpoint.root());
            Inclusion proof = tree.inclusion(0);
            assertThat(proof.proves(tree.leaf(0), checkpoint.root())).isTrue();
            HttpResponse<String> tile = Http.get(server.issuer() + "/ledger/tile/0/000.p/1");
            assertThat(tile.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
            assertThat(tile.headers().firstValue("Content-Type")).contains("application/octet-stream");
            assertThat(tile.headers().firstValue("Set-Cookie")).isEmpty();
            for (String refused : List.of("tile/entries/000.p/1", "bodies/000.p/1", "receipts/ev_x")) {
                assertThat(Http.status(server.issuer() + "/ledger/" + refused))
                        .as(refused)
                        .isIn(401, 403);
            }
            for (String none : List.of("tile/0/000", "tile/0/001.p/1", "tile/9/000.p/1", "tile/0/x", "tile/")) {
                assertThat(Http.status(server.issuer() + "/ledger/" + none))
                        .as(none)
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void an_event_is_proved_to_somebody_who_has_the_file_and_the_key_alone()
            throws IOException { // issue 6: prove, check
        try (RunningServer server = RunningServer.plain()) {
            String event =
                    server.command("audit", "export").out().lines().findFirst().orElseThrow();
            String id = Http.JSON.readTree(event).path("id").asString();
            Path file = server.folder().resolve("receipt");
            Path key = server.folder().resolve("key");
            Files.writeString(file, server.command("audit", "prove", id).out());
            Files.writeString(key, server.command("audit", "key").out());
            server.stop();

            Finished check = server.command("audit", "check", file.toString(), "--key", key.toString());
            assertThat(check.out()).startsWith("proved: " + id);
            assertThat(check.code()).isZero();
            Files.writeString(file, Files.readString(file).replace("index 0", "index 1"));
            assertThat(server.command("audit", "check", file.toString(), "--key", key.toString())
                            .code())
                    .isEqualTo(1);
            assertThat(server.command("audit", "prove", "ev_none").code()).isEqualTo(1);
        }
    }

    private static void registerUntil(RunningServer server, Queue<String> registered, Path anchor, Runnable end)
            throws IOException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) threads.submit(() -> register(server, registered));
            Thread.sleep(2_000);
            Files.writeString(
                    anchor, Http.get(server.issuer() + "/ledger/checkpoint").body());
            Thread.sleep(700);
            end.run();
        }
    }

    private static void register(RunningServer server, Queue<String> registered) {
        try {
            while (true) {
                HttpResponse<String> answer = registration(server);
                if (answer.statusCode() == 201) {
                    registered.add(clientId(answer));
                }
            }
        } catch (UncheckedIOException gone) {
            // Killed: what was not answered counts for nothing.
        }
    }

    static HttpResponse<String> registration(RunningServer server) {
        return Http.post(
                server.issuer() + "/oauth/register",
                Http.JSON
                        .createObjectNode()
                        .set("redirect_uris", Http.JSON.createArrayNode().add("http://127.0.0.1/cb")));
    }

    private static String clientId(HttpResponse<String> answer) {
        return Http.JSON.readTree(answer.body()).path("client_id").asString();
    }

    /** The checkpoint once nothing waits. */
    private static SignedNote settled(RunningServer server) {
        Deadline deadline = Deadline.in(java.time.Duration.ofSeconds(10));
        String before = "";
        while (true) {
            String now = Http.get(server.issuer() + "/ledger/checkpoint").body();
            if (now.equals(before) || deadline.passed()) {
                return SignedNote.parse(now);
            }
            before = now;
            for (int i = 0; i < 10; i++) deadline.nap();
        }
    }
}
