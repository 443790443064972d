package dev.countersign.server.api;

import static dev.countersign.server.api.ApiServer.ADA;
import static dev.countersign.server.api.ApiServer.BOB;
import static dev.countersign.server.api.ApiServer.EVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Origin;
import dev.countersign.acts.Revoke;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.json.StrictJson;
import dev.countersign.ledger.Receipt;
import dev.countersign.store.Database;
import dev.countersign.store.LedgerRows;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivityTest {
    private static final String END = "end of the stream";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void acts_are_seen_as_they_happen_by_their_owner_alone(Database database) throws Exception { // issue 6: live view
        try (var server = new ApiServer(database, folder)) {
            var ada = stream(server, server.ownerToken(ADA, OwnerScope.ACTIVITY_READ));
            var bob = stream(server, server.ownerToken(BOB, OwnerScope.ACTIVITY_READ));
            var fastest = Long.MAX_VALUE;
            for (var i = 0; i < 5; i++) {
                var acted = System.nanoTime();
                act(server, ADA, "client:none-" + i);
                assertThat(next(ada)).contains("\"key\":\"client:none-" + i + "\"", "\"kind\":\"revoke\"");
                fastest = Math.min(fastest, (System.nanoTime() - acted) / 1_000_000);
            }
            assertThat(fastest).isLessThan(100);
            act(server, BOB, "client:of-bob");
            assertThat(next(bob)).contains("client:of-bob");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_that_was_lost_goes_on_where_it_ended(Database database) throws Exception { // issue 6: Last-Event-ID
        try (var server = new ApiServer(database, folder)) {
            server.sequence();
            var token = server.ownerToken(ADA, OwnerScope.ACTIVITY_READ);
            var place = stream(server, token).poll(10, TimeUnit.SECONDS);
            act(server, ADA, "client:one");
            act(server, BOB, "client:of-bob");
            server.sequence();
            act(server, ADA, "client:two");
            var again = stream(server, token, "", "Last-Event-ID", place.substring("id: ".length()));

            assertThat(next(again)).contains("client:one");
            assertThat(next(again)).contains("client:two");
            act(server, ADA, "client:three");
            assertThat(next(again)).contains("client:three");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_auditor_sees_everybody_and_an_owner_nobody_else(Database database) throws Exception { // issue 6: readers
        try (var server = new ApiServer(database, folder)) {
            var all = stream(server, server.ownerToken(EVE, OwnerScope.ACTIVITY_READ), "?owner=all");
            var bobs = stream(server, server.ownerToken(EVE, OwnerScope.ACTIVITY_READ), "?owner=" + BOB);
            act(server, ADA, "client:of-ada");
            act(server, BOB, "client:of-bob");

            assertThat(next(all)).contains("client:of-ada");
            assertThat(next(all)).contains("client:of-bob");
            assertThat(next(bobs)).contains("client:of-bob");
            var bob = server.ownerToken(BOB, OwnerScope.ACTIVITY_READ);
            assertThat(server.get("/v1/activity?owner=all", bob).statusCode()).isEqualTo(403);
            var unscoped = server.ownerToken(BOB, OwnerScope.GRANTS_READ);
            assertThat(server.get("/v1/activity", unscoped).statusCode()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @EnumSource
    void one_owner_cannot_take_all_streams(Database database) throws Exception { // issue 6: bounded
        try (var server = new ApiServer(database, folder)) {
            var token = server.ownerToken(BOB, OwnerScope.ACTIVITY_READ);
            for (var i = 0; i < 16; i++) stream(server, token);
            var request = HttpRequest.newBuilder(URI.create(server.issuer + "/v1/activity"))
                    .headers("Authorization", "Bearer " + token, "Accept", "text/event-stream")
                    .build();
            try (var client = HttpClient.newHttpClient()) {
                assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(429);
            }
            stream(server, server.ownerToken(ADA, OwnerScope.ACTIVITY_READ));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_ends_with_the_grant_behind_its_token(Database database)
            throws Exception { // DESIGN Gateway: open streams
        try (var server = new ApiServer(database, folder)) {
            var ada = stream(server, server.ownerToken(ADA, OwnerScope.ACTIVITY_READ));
            act(server, ADA, "owner:" + ADA);
            var last = next(ada);
            while (!last.equals(END)) last = next(ada);
            assertThat(last).isEqualTo(END);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_owner_reads_their_own_entries_and_an_auditor_all(Database database) throws Exception { // issue 6: readers
        try (var server = new ApiServer(database, folder)) {
            act(server, BOB, "client:of-bob");
            act(server, ADA, "client:of-ada");
            var keys = server.sequence();
            List<LedgerRows.Leaf> leaves = server.acts.read(tx -> tx.ledger().leaves(0, 100));
            var bobs = leaves.stream()
                    .filter(leaf -> leaf.entry().body().contains("of-bob"))
                    .findFirst()
                    .orElseThrow();
            var bob = server.ownerToken(BOB, OwnerScope.ACTIVITY_READ);
            var eve = server.ownerToken(EVE, OwnerScope.ACTIVITY_READ);
            var width = "000.p/" + leaves.size();

            assertThat(server.get("/ledger/tile/entries/" + width, eve).statusCode())
                    .isEqualTo(200);
            assertThat(server.get("/ledger/tile/entries/" + width, bob).statusCode())
                    .isEqualTo(403);
            assertThat(server.get("/ledger/tile/entries/" + width, "").statusCode())
                    .isEqualTo(401);
            assertThat(server.get("/ledger/tile/0/" + width, "").statusCode()).isEqualTo(200);
            assertThat(server.get("/ledger/bodies/" + width, eve).body()).contains("of-bob", "of-ada");
            var proof =
                    StrictJson.parse(server.get("/v1/activity/" + bobs.entry().id() + "/proof", bob)
                            .body());
            assertThat(Receipt.parse(proof.path("file").asString(""))
                            .check(keys.log().key())
                            .entry()
                            .id())
                    .isEqualTo(bobs.entry().id());
            assertThat(server.get("/ledger/bodies/" + width, bob).body())
                    .contains("of-bob")
                    .doesNotContain("of-ada");
            var unscoped = server.ownerToken(BOB, OwnerScope.GRANTS_READ);
            assertThat(server.get("/ledger/bodies/" + width, unscoped).statusCode())
                    .isEqualTo(403);
            var receipt =
                    server.get("/ledger/receipts/" + bobs.entry().id(), bob).body();
            assertThat(Receipt.parse(receipt)
                            .check(keys.log().key())
                            .body()
                            .orElseThrow()
                            .owner())
                    .contains(BOB.value());
            var adas = leaves.stream()
                    .filter(leaf -> leaf.entry().body().contains("of-ada"))
                    .findFirst()
                    .orElseThrow();
            assertThat(server.get("/ledger/receipts/" + adas.entry().id(), bob).statusCode())
                    .isEqualTo(404);
            assertThat(server.get("/v1/activity/" + adas.entry().id() + "/proof", bob)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private static void act(ApiServer server, OwnerId by, String key) {
        server.acts.perform(new Revoke(new RevocationKey(key), Optional.of(by)), Origin.SELF);
    }

    private static BlockingQueue<String> stream(ApiServer server, String token) throws Exception {
        return stream(server, token, "");
    }

    private static BlockingQueue<String> stream(ApiServer server, String token, String query, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.issuer + "/v1/activity" + query))
                .headers("Authorization", "Bearer " + token, "Accept", "text/event-stream");
        if (headers.length > 0) request.headers(headers);
        var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        var lines = answer.body().iterator();
        assertThat(lines.next()).startsWith("retry: ");
        var data = new LinkedBlockingQueue<String>();
        Thread.ofVirtual().start(() -> {
            try {
                while (lines.hasNext()) {
                    var line = lines.next();
                    if (line.startsWith("data: ")) data.add(line.substring(6));
                    if (line.startsWith("id: ")) data.add(line);
                }
            } catch (RuntimeException broken) {
                data.add("broken");
                return;
            }
            data.add(END);
        });
        return data;
    }

    private static String next(BlockingQueue<String> data) throws InterruptedException {
        var line = "id: ";
        while (line.startsWith("id: ")) line = String.valueOf(data.poll(10, TimeUnit.SECONDS));
        return line;
    }
}
