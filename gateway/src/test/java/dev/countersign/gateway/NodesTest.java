package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.gateway.ServerSettings.Transport;
import dev.countersign.gateway.stdio.Isolation;
import dev.countersign.gateway.stdio.StdioSettings;
import dev.countersign.store.Database;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one PostgreSQL database, of which one runs the processes of a guarded server. */
class NodesTest {
    private static final String SESSION = "2025-11-25";

    @TempDir
    static Path folder;

    private static Running owner;
    private static Running other;

    @BeforeAll
    static void start() throws Exception {
        String store = Database.POSTGRESQL.url(folder);
        int port = Running.freePort();
        String issuer = "http://localhost:" + port;
        owner = Running.node("a", store, port, issuer, List.of(notes("owner")));
        other = Running.node(
                "b",
                store,
                Running.freePort(),
                issuer,
                List.of(
                        away("notes", Optional.of(URI.create(issuer))),
                        away("nowhere", Optional.empty()),
                        away("gone", Optional.of(URI.create("http://127.0.0.1:1")))));
    }

    @AfterAll
    static void stop() throws Exception {
        other.close();
        owner.close();
    }

    private static ServerSettings notes(String home) {
        return new ServerSettings(
                "notes",
                new Transport.Stdio(
                        new StdioSettings(NotesServer.command(), Map.of(), Isolation.GRANT, 16, folder.resolve(home))),
                Map.of(),
                true);
    }

    private static ServerSettings away(String name, Optional<URI> node) {
        return new ServerSettings(name, new Transport.Elsewhere(node), Map.of(), true);
    }

    private static String atOther(String server) {
        return "http://localhost:" + other.port + "/mcp/" + server;
    }

    private static Mcp through(Grant grant) throws Exception {
        return Mcp.session(atOther("notes"), other.token(grant, other.url("notes")), SESSION);
    }

    @Test // DESIGN Gateway: on PostgreSQL a stdio server names its node
    void a_call_at_any_node_reaches_the_one_process_of_its_grant() throws Exception { // issue 2.10
        Grant grant = owner.grant("notes", Access.READ);
        Mcp here = Mcp.session(owner.url("notes"), owner.token(grant, owner.url("notes")), SESSION);
        Mcp there = through(grant);

        assertThat(pid(there)).isEqualTo(pid(here));
        assertThat(Files.exists(folder.resolve("owner"))).isTrue();
    }

    @Test // DESIGN Gateway: Mcp-Session-Id is sealed, so any node can go on
    void a_session_goes_on_at_another_node() throws Exception {
        Grant grant = owner.grant("notes", Access.READ);
        Mcp here = Mcp.session(owner.url("notes"), owner.token(grant, owner.url("notes")), SESSION);
        Mcp there = new Mcp(atOther("notes"), other.token(grant, other.url("notes")));
        there.useSession(here.session());
        there.useVersion(SESSION);

        assertThat(Mcp.text(there.post(Mcp.call(1, "read_note", "{\"n\":1}")))).isEqualTo("read_note {\"n\":1}");
        assertThat(there.send("DELETE").statusCode()).isEqualTo(204);
        assertThat(here.post(Mcp.call(2, "read_note", "{}")).statusCode()).isEqualTo(404);
    }

    @Test // DESIGN Gateway: streaming both ways without buffering
    void progress_passes_the_other_node_as_it_comes() throws Exception {
        Mcp mcp = through(owner.grant("notes", Access.READ));
        long begun = System.nanoTime();
        HttpResponse<InputStream> slow = mcp.open("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                + "{\"name\":\"slow\",\"arguments\":{\"millis\":8000},\"_meta\":{\"progressToken\":\"mine\"}}}");
        byte[] first = new byte[4096];
        int read = slow.body().read(first);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(7000));
        assertThat(new String(first, 0, read, StandardCharsets.UTF_8)).contains("\"progressToken\":\"mine\"");
        assertThat(new String(slow.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("done");
    }

    @Test // DESIGN Gateway: 401 and 403 exactly as RFC 6750, whichever node is asked
    void refusals_are_those_of_the_node_that_decides() throws Exception {
        HttpResponse<String> stranger = new Mcp(atOther("notes"), null).post(Mcp.call(1, "read_note", "{}"));
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("resource_metadata=\"" + owner.issuer + "/.well-known/oauth-protected-resource/mcp/notes\"");

        Mcp reader = through(owner.grant("notes", Access.READ));
        HttpResponse<String> beyond = reader.post(Mcp.call(2, "write_note", "{}"));
        assertThat(beyond.statusCode()).isEqualTo(403);
        assertThat(beyond.headers().allValues("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("mcp:write");
        assertThat(beyond.headers().allValues("Request-Id")).hasSize(1);
    }

    @Test // DESIGN Revocation: a revoked grant dies at its next call, at every node
    void what_is_revoked_at_one_node_dies_at_the_other() throws Exception {
        Grant grant = owner.grant("notes", Access.READ);
        Mcp mcp = through(grant);
        HttpResponse<InputStream> stream = mcp.get();
        assertThat(stream.statusCode()).isEqualTo(200);
        other.revoke(grant);

        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("data: {");
        assertThat(mcp.post(Mcp.call(1, "read_note", "{}")).statusCode()).isEqualTo(401);
    }

    @Test // DESIGN Gateway: nothing is pinned unseen
    void every_node_can_show_the_catalogue_of_a_program_it_does_not_run() {
        assertThat(other.catalogue("notes").digest())
                .isEqualTo(owner.catalogue("notes").digest());
        assertThat(other.gateway.catalogues().current("nowhere", Duration.ofMillis(300)))
                .isEmpty();
    }

    @Test // DESIGN Ledger: events carry where an act came from
    void the_log_knows_the_client_and_not_the_node_between() throws Exception {
        Grant grant = owner.grant("notes", Access.WRITE);
        Mcp mcp = Mcp.session(atOther("notes"), other.token(grant, other.url("notes")), SESSION);
        mcp.post(Mcp.call(1, "write_note", "{}"), "X-Forwarded-For", "192.0.2.7");

        assertThat(owner.events(grant))
                .filteredOn(event -> event.kind().equals("start-call"))
                .extracting(event -> owner.acts
                        .read(tx -> tx.events().origin(event.origin().orElseThrow()))
                        .orElseThrow()
                        .address())
                .containsExactly("192.0.2.7");
    }

    @Test // DESIGN Gateway: fails closed
    void without_an_address_or_an_answer_of_that_node_it_is_503() throws Exception {
        for (String server : List.of("nowhere", "gone")) {
            HttpResponse<String> answer = new Mcp(atOther(server), "x").post(Mcp.call(1, "read_note", "{}"));
            assertThat(answer.statusCode()).as(server).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(answer.body()).containsIgnoringCase("the guarded server").contains(server);
        }
    }

    @Test // DESIGN Gateway: a wrong address of a node never makes requests go round
    void addresses_that_lead_in_a_circle_are_noticed() throws Exception {
        String store = Database.POSTGRESQL.url(folder);
        int port = Running.freePort();
        String self = "http://localhost:" + port;
        try (Running lost =
                Running.node("c", store, port, self, List.of(away("notes", Optional.of(URI.create(self)))))) {
            HttpResponse<String> answer = new Mcp(self + "/mcp/notes", "x").post(Mcp.call(1, "read_note", "{}"));

            assertThat(answer.statusCode()).isEqualTo(508);
            assertThat(lost.gateway.catalogues().current("notes", Duration.ZERO))
                    .isEmpty();
        }
    }

    private static long pid(Mcp mcp) throws Exception {
        return Long.parseLong(Mcp.text(mcp.post(Mcp.call(1, "print_env", "{}"))).replaceAll(".* pid ", ""));
    }
}
