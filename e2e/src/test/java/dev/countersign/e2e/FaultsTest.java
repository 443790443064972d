package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What holds when something breaks. */
class FaultsTest {
    private static final String EVERYTHING = "servers:\n  everything: { command: "
            + Node.yaml("@modelcontextprotocol/server-everything", "dist/index.js", "stdio") + " }\n";
    private static final int KILLS = 2;
    private static final Map<String, String> APPROVAL =
            Map.of("access", "write", "until", "PT1H", "passphrase", Human.PASSPHRASE, "decision", "approve");

    @Test
    void whatever_was_answered_before_a_kill_is_there_after_it_with_its_event()
            throws SQLException, InterruptedException { // issue 2 §3
        try (RunningServer server = RunningServer.configured(EVERYTHING);
                Agent agent = new Agent(server);
                Forms ada = new Forms()) {
            ada.setsUp(server);
            Load load = new Load(server, agent, allowed(ada, agent, server));
            for (int round = 1; round <= KILLS; round++) {
                List<ProcessHandle> children = ProcessHandle.of(server.pid())
                        .orElseThrow()
                        .descendants()
                        .toList();
                load.runUntil(server::kill);
                assertThat(children)
                        .as("programs it started")
                        .allSatisfy(child ->
                                child.onExit().orTimeout(10, TimeUnit.SECONDS).join());
                server.startAgain();
                load.registrationsStand();
                load.goOn();
            }
            assertThat(load.registered).as("registrations").hasSizeGreaterThan(10);
            assertThat(load.refreshes.get()).as("refreshes").isGreaterThan(10);
            assertThat(load.calls.get()).as("calls").isGreaterThan(10);
            assertThat(load.settled.get())
                    .as("calls answered long before a kill")
                    .isPositive();
            server.stop();
            try (Connection log = log(server)) {
                for (Load.Registered client : load.registered) {
                    assertThat(count(log, "kind = 'register-client' and client_id = ?", client.id()))
                            .as(client.id())
                            .isEqualTo(1);
                }
                String writing = "%\"tool\":\"toggle-simulated-logging\"%";
                assertThat(count(log, "kind = 'refresh' and body like ?", "%rotated%"))
                        .isGreaterThanOrEqualTo(load.refreshes.get());
                assertThat(count(log, "kind = 'start-call' and body like ?", writing))
                        .isGreaterThanOrEqualTo(load.calls.get());
                // An end is logged off the path of its answer, within a second: a kill leaves the last ones unknown.
                assertThat(count(log, "kind = 'end-call' and body like ?", writing))
                        .isBetween(load.settled.get(), load.calls.get() + KILLS * Load.CALLERS);
            }
        }
    }

    @Test
    void a_daemon_without_terminal_and_input_lets_its_human_decide_over_http_without_scripts() { // D1.1 D1.6 U2
        try (RunningServer server = RunningServer.configured(EVERYTHING);
                Agent agent = new Agent(server);
                Forms ada = new Forms()) {
            assertThat(Path.of("/proc", Long.toString(server.pid()), "fd", "0"))
                    .as("standard input is no terminal")
                    .satisfies(input -> assertThat(target(input)).doesNotStartWith("/dev/"));
            ada.setsUp(server);

            JsonNode tokens = allowed(ada, agent, server);

            assertThat(new Mcp(
                                    server.mcp("everything"),
                                    tokens.path("access_token").asString())
                            .initialized()
                            .call("echo", "{\"message\":\"daemon\"}")
                            .body())
                    .contains("Echo: daemon");
            assertThat(server.stop()).isZero();
        }
    }

    private static JsonNode allowed(Forms ada, Agent agent, RunningServer server) {
        HttpResponse<String> answer = ada.fill(ada.open(agent.authorizeUrl(server.mcp("everything"))), APPROVAL);
        assertThat(answer.body()).contains("You may close this page");
        return agent.tokens(agent.answer().code());
    }

    private static Connection log(RunningServer server) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("countersign.db"));
    }

    private static int count(Connection log, String where, String value) throws SQLException {
        try (PreparedStatement query = log.prepareStatement("select count(*) from event where " + where)) {
            query.setString(1, value);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static String target(Path link) {
        try {
            return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Many requests at once, until the server is gone; it remembers what was answered. */
    private static final class Load {
        /** How many call the writing tool at once. */
        static final int CALLERS = 2;

        private record Registered(String id, String url, String token) {}

        private final RunningServer server;
        private final Agent agent;
        private final AtomicReference<JsonNode> tokens;
        final Queue<Registered> registered = new ConcurrentLinkedQueue<>();
        final AtomicInteger refreshes = new AtomicInteger();
        final AtomicInteger calls = new AtomicInteger();
        /** Of the calls, those that were answered a second or more before the server was killed. */
        final AtomicInteger settled = new AtomicInteger();

        private final Queue<Long> answered = new ConcurrentLinkedQueue<>();

        Load(RunningServer server, Agent agent, JsonNode tokens) {
            this.server = server;
            this.agent = agent;
            this.tokens = new AtomicReference<>(tokens);
        }

        void runUntil(Runnable end) throws InterruptedException {
            Mcp mcp = connected();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> working = Stream.<Runnable>of(
                                this::register, this::register, this::refresh, () -> call(mcp), () -> call(mcp))
                        .<Future<?>>map(work -> threads.submit(() -> repeat(work)))
                        .toList();
                Thread.sleep(ThreadLocalRandom.current().nextInt(2000, 4000));
                long until = System.nanoTime() - Duration.ofSeconds(1).toNanos();
                end.run();
                for (Future<?> work : working) {
                    assertThat(work).succeedsWithin(Duration.ofSeconds(30));
                }
                settled.addAndGet(
                        (int) answered.stream().filter(at -> at - until <= 0).count());
                answered.clear();
            }
        }

        /** The client goes on with what it was answered last. */
        void goOn() {
            refresh();
            assertThat(Mcp.message(connected().call("echo", "{\"message\":\"still here\"}"))
                            .toString())
                    .contains("Echo: still here");
        }

        void registrationsStand() {
            for (Registered client : registered) {
                HttpResponse<String> read =
                        Http.send(Http.to(client.url()).header("Authorization", "Bearer " + client.token()));
                assertThat(read.statusCode()).as(client.id()).isEqualTo(200);
            }
        }

        private Mcp connected() {
            return new Mcp(
                            server.mcp("everything"),
                            tokens.get().path("access_token").asString())
                    .initialized();
        }

        private static void repeat(Runnable work) {
            try {
                while (true) {
                    work.run();
                }
            } catch (UncheckedIOException gone) {
                // The server was killed; what it did not answer counts for nothing.
            }
        }

        private void register() {
            HttpResponse<String> answer = Http.post(
                    server.issuer() + "/oauth/register",
                    Http.JSON
                            .createObjectNode()
                            .set("redirect_uris", Http.JSON.createArrayNode().add("http://127.0.0.1/cb")));
            if (answer.statusCode() == 201) {
                JsonNode client = Http.JSON.readTree(answer.body());
                registered.add(new Registered(
                        client.path("client_id").asString(),
                        client.path("registration_client_uri").asString(),
                        client.path("registration_access_token").asString()));
            }
        }

        private void refresh() {
            HttpResponse<String> answer =
                    agent.refresh(tokens.get().path("refresh_token").asString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            tokens.set(Http.JSON.readTree(answer.body()));
            refreshes.incrementAndGet();
        }

        private void call(Mcp mcp) {
            if (mcp.call("toggle-simulated-logging", "{}").statusCode() == 200) {
                calls.incrementAndGet();
                answered.add(System.nanoTime());
            }
        }
    }
}
