package dev.countersign.bench;

import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.ledger.Sequencer;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.server.Countersign;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.store.Events;
import dev.countersign.store.Sessions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * How long each page of the console takes for an owner with many grants and a long history: {@code ConsoleScale GRANTS
 * EVENTS}, in a SQLite store of its own, one request after the other.
 */
public final class ConsoleScale {
    private static final OwnerId OWNER = new OwnerId("ow_bench");
    private static final int CLIENTS = 100;
    private static final int BATCH = 1_000;
    private static final int WARM = 60;
    private static final int MEASURED = 300;
    private static final Duration HISTORY = Duration.ofDays(60);

    private ConsoleScale() {}

    public static void main(String[] arguments) throws IOException {
        var grants = Integer.parseInt(arguments.length > 0 ? arguments[0] : "10000");
        var events = Integer.parseInt(arguments.length > 1 ? arguments[1] : "1000000");
        Path folder = Files.createTempDirectory("console-scale");
        try {
            measure(folder, grants, events);
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }

    private static void measure(Path folder, int grants, int events) throws IOException {
        var port = freePort();
        var config = Config.parse("bench", "issuer: http://localhost:" + port + "\n", Map.of());
        var data = DataFolder.at(folder.resolve("data"));
        var secret = Secrets.secret("session");
        Grant some;
        try (var foundation = Foundation.open(config, data, Map.of(), InstantSource.system())) {
            some = seed(foundation, grants, events, secret);
        }
        try (var _ = Countersign.start(config, data, Map.of())) {
            System.out.printf(
                    "%-34s %9s %9s %9s %9s%n",
                    "%,d grants, %,d events".formatted(grants, events), "p50 ms", "p99 ms", "max ms", "KiB");
            for (var path : pages(some)) page(port, path, secret);
        }
    }

    private static List<String> pages(Grant some) {
        return List.of(
                "/console",
                "/console/agents",
                "/console/agents/" + some.agent(),
                "/console/grants/" + some.id(),
                "/console/grants/" + some.id() + "/narrow",
                "/console/devices",
                "/console/tokens",
                "/console/activity",
                "/console/activity?grant=" + some.id(),
                "/console/servers",
                "/console/connect",
                "/console/settings",
                "/console/settings/browsers",
                "/console/settings/keys",
                "/console/settings/owners",
                "/console/settings/clients");
    }

    private static void page(int port, String path, String secret) throws IOException {
        var request = Requests.get(port, path, "Cookie: countersign-session=" + secret + "\r\n");
        var latency = new Histogram(3);
        var size = 0;
        for (var i = 0; i < WARM + MEASURED; i++) {
            var begun = System.nanoTime();
            var answer = Load.once(port, request);
            var took = System.nanoTime() - begun;
            if (answer.status() != 200) throw new IllegalStateException(path + " answered " + answer.status());
            if (i >= WARM) latency.recordValue(took);
            size = answer.body().length();
        }
        System.out.printf(
                Locale.ROOT,
                "%-34s %9.2f %9.2f %9.2f %9d%n",
                path.replaceAll("(ag|gr)_[A-Za-z0-9_-]+", "ID"),
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getMaxValue() / 1e6,
                size / 1024);
    }

    /** One of the grants, in the middle of them. */
    private static Grant seed(Foundation foundation, int count, int events, String secret) {
        var acts = foundation.acts();
        var now = acts.now().truncatedTo(ChronoUnit.MICROS);
        acts.perform(
                new CreateOwner(OWNER, "bench", "host", Optional.empty(), Optional.of("$none"), Optional.empty(), now),
                Origin.HOST);
        var grants = new ArrayList<Grant>();
        for (var i = 0; i < count; i++) grants.add(grant(foundation.config().issuer() + "/mcp", i, now));
        for (var first = 0; first < count; first += BATCH) {
            var some = grants.subList(first, Math.min(count, first + BATCH));
            acts.upkeep(tx -> {
                some.forEach(grant -> tx.grants().insert(grant, "127.0.0.1", "bench"));
                return true;
            });
        }
        for (var first = 0; first < events; first += BATCH) {
            var from = first;
            acts.upkeep(tx -> {
                for (var i = from; i < Math.min(events, from + BATCH); i++) {
                    var at = now.minus(HISTORY.multipliedBy(events - i).dividedBy(events));
                    tx.events().append(call(grants.get(i % count), i, at));
                }
                return true;
            });
        }
        Sequencer.catchUp(acts, foundation.ledger());
        acts.upkeep(tx -> {
            var session = new Sessions.Session(
                    Secrets.hash(secret),
                    OWNER,
                    "passphrase",
                    now,
                    now.plus(Duration.ofHours(1)),
                    "127.0.0.1",
                    "bench");
            tx.sessions().insert(session);
            return true;
        });
        return grants.get(count / 2);
    }

    private static Grant grant(String resource, int number, Instant now) {
        var since = now.minus(HISTORY);
        return Seed.grant(resource, new ClientId("agent-" + number % CLIENTS), since, now.plus(Duration.ofDays(30)));
    }

    private static Events.Entry call(Grant grant, int number, Instant at) {
        return new Events.Entry(
                "ev_%020d".formatted(number),
                "record-call",
                at.truncatedTo(ChronoUnit.MICROS),
                Optional.of(OWNER.value()),
                Optional.of(grant.client().value()),
                Optional.of(grant.agent().value()),
                Optional.empty(),
                Optional.of(grant.id().value()),
                Optional.empty(),
                Optional.of("AAAAAAAAAAAAAAAA"),
                "AAAAAAAAAAAAAAAAAAAAAA",
                "{\"access\":\"read\",\"method\":\"tools/call\",\"millis\":3,\"outcome\":\"ok\",\"server\":\"notes\","
                        + "\"token\":\"AAAAAAAAAAAAAAAA\",\"tool\":\"read_note\"}");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
