package dev.countersign.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long after one node answered that a grant is taken back another node on the same PostgreSQL still lets its agent in: for
 * reads, which may be decided by a memory at most a second old, and for writes, which ask the database.
 *
 * <p>Argument: how many grants are taken back, one after the other (default 200).
 */
final class Propagation {
    private static final Map<String, String> KEY =
            Map.of("COUNTERSIGN_KEY", Base64.getEncoder().encodeToString(new byte[32]));

    /** How a tool that asks the database refuses, whose caller still came in by the node's memory. */
    private static final String ENDED = "Your own access has ended";

    /** What a read may take (DESIGN Revocation). */
    private static final Duration GOAL = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int issuer;
    private final int first;
    private final int second;
    private final Histogram reads = new Histogram(3);
    private final Histogram writes = new Histogram(3);
    private long late;

    private Propagation(int first, int second) {
        this.issuer = first;
        this.first = first;
        this.second = second;
    }

    static void main(String... arguments) throws Exception {
        var rounds = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        var folder = Files.createTempDirectory("countersign-bench");
        try (var database = EmbeddedPostgres.builder()
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start()) {
            var measured = new Propagation(Running.freePort(), Running.freePort());
            var config = Running.configured(
                    measured.issuer,
                    folder,
                    "store: '" + database.getJdbcUrl("postgres", "postgres") + "'\n"
                            + "trusted-proxies: [127.0.0.1/32, '::1/128']\n");
            var tokens = Seed.refreshTokens(config, folder.resolve("seed"), KEY, rounds, 2);
            try (var _ = node(measured.first, config, folder);
                    var _ = node(measured.second, config, folder)) {
                for (var token : tokens) measured.takesBack(token);
            }
            measured.say();
        }
    }

    private static Running node(int port, Path config, Path folder) throws IOException {
        return Running.countersign(port, config, folder.resolve("node-" + port), KEY);
    }

    /** Takes one grant back at the first node while its agent reads and writes at the second. */
    private void takesBack(String refresh) throws IOException, InterruptedException {
        JsonNode tokens;
        try (var connection = new Load.Connection(second)) {
            tokens = answered(
                    connection, form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", refresh)));
        }
        var access = tokens.path("access_token").asString();
        var reading = new Visits(call(access, "whoami", "{}"));
        var writing = new Visits(call(access, "revoke_delegation", "{\"id\":\"gr_none\"}"));
        var threads = new Thread[] {
            Thread.ofPlatform().start(reading), Thread.ofPlatform().start(writing)
        };
        reading.awaitEntry();
        writing.awaitEntry();
        try (var connection = new Load.Connection(first)) {
            var given = connection.exchange(form(
                    "/oauth/revoke",
                    Map.of("token", tokens.path("refresh_token").asString())));
            if (given.status() != 200) throw new IllegalStateException("revocation: " + given);
        }
        var answered = System.nanoTime();
        for (var thread : threads) thread.join();
        reads.recordValue(Math.max(0, reading.refusedAt - answered));
        writes.recordValue(Math.max(0, writing.refusedAt - answered));
        if (writing.lastEntryAt > answered) late++;
    }

    private void say() {
        System.out.printf(
                Locale.ROOT, "%d grants taken back at one node; until the other refuses:%n", reads.getTotalCount());
        System.out.printf(Locale.ROOT, "%8s %10s %10s %10s%n", "", "p50 ms", "p99 ms", "most ms");
        say("reads", reads);
        say("writes", writes);
        if (late > 0)
            throw new IllegalStateException(late + " writes that began after the revocation was answered came in");
        if (reads.getMaxValue() > GOAL.toNanos()) {
            throw new IllegalStateException("reads came in for longer than " + GOAL.toMillis() + " ms");
        }
    }

    private static void say(String what, Histogram times) {
        System.out.printf(
                Locale.ROOT,
                "%8s %10.1f %10.1f %10.1f%n",
                what,
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6,
                times.getMaxValue() / 1e6);
    }

    /** A client that calls one tool again and again until it is refused. */
    private final class Visits implements Runnable {
        private final byte[] request;
        private final CountDownLatch entered = new CountDownLatch(1);
        private volatile long lastEntryAt;
        private volatile long refusedAt;

        Visits(byte[] request) {
            this.request = request;
        }

        @Override
        public void run() {
            var end = System.nanoTime() + PATIENCE.toNanos();
            try (var connection = new Load.Connection(second)) {
                while (System.nanoTime() < end) {
                    var began = System.nanoTime();
                    var answer = connection.exchange(request);
                    if (answer.status() == 401 || answer.body().contains(ENDED)) {
                        refusedAt = System.nanoTime();
                        return;
                    }
                    if (answer.status() != 200) throw new IllegalStateException("a call: " + answer);
                    lastEntryAt = began;
                    entered.countDown();
                    Thread.sleep(1);
                }
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
            throw new IllegalStateException("still let in after " + PATIENCE.toSeconds() + " s");
        }

        void awaitEntry() throws InterruptedException {
            if (!entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the agent was not let in at all");
            }
        }
    }

    private static JsonNode answered(Load.Connection connection, byte[] request) throws IOException {
        var answer = connection.exchange(request);
        if (answer.status() != 200) throw new IllegalStateException("no token: " + answer);
        return JsonMapper.shared().readTree(answer.body());
    }

    /** As the built-in public client, under the issuer's name, as behind a load balancer. */
    private byte[] form(String path, Map<String, String> parameters) {
        var all = new java.util.LinkedHashMap<>(parameters);
        all.put("client_id", "mcp-agent");
        return Requests.form(issuer, path, "", all);
    }

    private byte[] call(String token, String tool, String arguments) {
        var body = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s,\
                "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(tool, arguments);
        var head = """
                POST /mcp HTTP/1.1
                Host: localhost:%d
                Authorization: Bearer %s
                Content-Type: application/json
                Accept: application/json, text/event-stream
                MCP-Protocol-Version: 2026-07-28
                Mcp-Method: tools/call
                Mcp-Name: %s
                Content-Length: %d

                """.formatted(issuer, token, tool, body.length());
        return (head.replace("\n", "\r\n") + body).getBytes(StandardCharsets.US_ASCII);
    }
}
