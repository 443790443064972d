package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The log of a server as its owners and auditors read it from elsewhere, by the command line. Issue 6. */
class AuditOverHttpTest {
    private static final Things THINGS = new Things();
    private static CommandLineScene scene;
    private static RunningServer server;
    private static Path key;
    private static Path adas;
    private static Path bobs;

    @BeforeAll
    static void start() throws IOException {
        scene = new CommandLineScene("servers: { things: { url: '" + THINGS.url() + "' } }\n");
        server = scene.server;
        Path passphrase = scene.passphrase;
        done(
                "owner",
                "create",
                "--name",
                "bob",
                "--passphrase-file",
                passphrase.toString(),
                "--as",
                "ada",
                "--as-passphrase-file",
                passphrase.toString());
        key = Files.writeString(
                server.folder().resolve("key"), done("audit", "key").out());
        adas = Files.writeString(server.folder().resolve("ada"), Visitor.ownerToken(server, "ada", "activity:read"));
        bobs = Files.writeString(server.folder().resolve("bob"), Visitor.ownerToken(server, "bob", "activity:read"));
    }

    @AfterAll
    static void stop() {
        scene.close();
        THINGS.close();
    }

    @Test
    void whoever_may_read_all_verifies_all_and_an_owner_their_own() { // issue 6 point 3: over HTTP
        JsonNode all = verified(adas);
        JsonNode own = verified(bobs);
        JsonNode hashes =
                Http.JSON.readTree(done("audit", "verify", "--url", server.issuer(), "--key", key.toString(), "--json")
                        .out());

        assertThat(all.path("read").asLong())
                .isEqualTo(all.path("size").asLong())
                .isGreaterThan(8);
        assertThat(own.path("read").asLong()).isBetween(1L, all.path("read").asLong() - 4);
        assertThat(hashes.path("read").asLong()).isZero();
        assertThat(List.of(all, own, hashes))
                .allSatisfy(
                        report -> assertThat(report.path("whole").asBoolean()).isTrue());
        Finished refused = server.command(
                "audit", "verify", "--url", server.issuer(), "--key", key.toString(), "--token-file", key.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("does not let this token read", "activity:read");
    }

    @Test
    void a_call_that_has_not_ended_is_named_until_it_has() throws Exception { // issue 6 point 3: outcome unknown
        Mcp things = new Mcp(server.mcp("things"), scene.token("things", "write")).initialized();
        THINGS.keepsChangesOpen();
        CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> answer.complete(things.call("change", "{}")));
        THINGS.context();

        JsonNode during = settled(1);
        assertThat(during.path("whole").asBoolean()).isTrue();
        assertThat(during.path("open_calls")).singleElement().satisfies(call -> {
            assertThat(call.path("server").asString()).isEqualTo("things");
            assertThat(call.path("tool").asString()).isEqualTo("change");
            assertThat(call.path("event").asString()).startsWith("ev_");
            assertThat(call.path("grant").asString()).startsWith("gr_");
        });
        assertThat(done(verify(adas)).out()).contains("outcome unknown: call at things change");
        assertThat(verified(bobs).path("open_calls")).as("who may not read it").isEmpty();

        THINGS.endsChanges();
        assertThat(answer.get(30, TimeUnit.SECONDS).body()).contains("done");
        assertThat(settled(0).path("open_calls")).isEmpty();
    }

    /** The whole log, once so many calls in it are open: what was done a moment ago is signed within a second. */
    private static JsonNode settled(int open) {
        return Deadline.await(
                open + " open calls",
                Duration.ofSeconds(20),
                () -> Optional.of(verified(adas))
                        .filter(report -> report.path("open_calls").size() == open));
    }

    @Test
    void acts_are_followed_from_elsewhere_as_they_happen() { // issue 6 point 6: audit tail
        List<String> command = new ArrayList<>(Distribution.java(
                "audit",
                "tail",
                "--url",
                server.issuer(),
                "--token-file",
                adas.toString(),
                "--all",
                "-n",
                "2",
                "--json"));
        try (Program tail = new Program(command, server.folder(), Map.of())) {
            tail.hears();
            tail.hears();
            List<Long> waits = new ArrayList<>();
            JsonNode heard = acted(tail);
            for (int i = 0; i < 15; i++) {
                heard = acted(tail);
                waits.add(Duration.between(Instant.parse(heard.path("at").asString()), Instant.now())
                        .toMillis());
            }
            waits.sort(null);
            assertThat(heard.path("kind").asString()).isEqualTo("register-client");
            assertThat(waits.get(waits.size() / 2)).as("half of " + waits).isLessThan(100);
            server.kill();
            server.startAgain();
            assertThat(acted(tail).path("id").asString())
                    .isNotEqualTo(heard.path("id").asString());
        }
    }

    /** Somebody registers a client; what the tail says of it. */
    private static JsonNode acted(Program tail) {
        String client = Http.JSON
                .readTree(LedgerTest.registration(server).body())
                .path("client_id")
                .asString();
        JsonNode heard = tail.hears();
        while (!heard.path("client").asString("").equals(client)) heard = tail.hears();
        return heard;
    }

    private static JsonNode verified(Path token) {
        return Http.JSON.readTree(done(verify(token, "--json")).out());
    }

    /** The command that verifies over HTTP with this token. */
    private static String[] verify(Path token, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "audit",
                "verify",
                "--url",
                server.issuer(),
                "--key",
                key.toString(),
                "--token-file",
                token.toString()));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    private static Finished done(String... arguments) {
        Finished finished = server.command(arguments);
        assertThat(finished.code()).as(finished.out() + finished.err()).isZero();
        return finished;
    }
}
