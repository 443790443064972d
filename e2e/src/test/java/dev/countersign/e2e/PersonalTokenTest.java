package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Personal access tokens as a person makes and uses them: the command line, a real server, the gateway. Issue 4 §2. */
class PersonalTokenTest {
    private static CommandLineScene scene;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        scene = new CommandLineScene(Scene.NOTES);
        server = scene.server;
        scene.token("notes", "read");
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    private static Finished create(String name, String access) {
        return scene.makes(name, access, "--json");
    }

    private static String token(Finished made) {
        assertThat(made.code()).as(made.err()).isZero();
        return Http.JSON.readTree(made.out()).path("token").asString();
    }

    @Test // D1.7, issue 4 §2: works beside a running server; at the gateway like a client's token, live at each call
    void a_token_made_beside_a_running_server_is_good_for_its_access_and_nothing_more() {
        String token = token(create("notes", "read"));
        assertThat(token).startsWith("cs_pat_");
        Mcp mcp = new Mcp(server.mcp("notes"), token).initialized();
        assertThat(mcp.request("tools/list", "{}").body()).contains("read_note").doesNotContain("delete_note");

        JsonNode listed = Http.JSON
                .readTree(server.command("pat", "list", "--json").out())
                .path("tokens")
                .path(0);
        assertThat(listed.path("standing").asString()).isEqualTo("alive");
        Deadline.await(
                "its last use to be noted",
                Duration.ofSeconds(20),
                () -> server.command("pat", "list").out().contains("from 127.0.0.1")
                        ? Optional.of(true)
                        : Optional.empty());

        HttpResponse<String> elsewhere = initialize(server.issuer() + "/mcp", token);
        assertThat(elsewhere.statusCode()).as("a resource it is not for").isEqualTo(401);
        HttpResponse<String> owner =
                Http.send(Http.to(server.issuer() + "/v1/grants").header("Authorization", "Bearer " + token));
        assertThat(owner.statusCode())
                .as("there are no owner tokens of this kind")
                .isIn(401, 403, 404);

        for (String named : List.of(token, listed.path("id").asString())) { // issue 6 point 3: audit trace
            assertThat(server.command("audit", "trace", named).out())
                    .contains(listed.path("grant").asString() + " *", "-> personal-access-token", "approve");
        }

        Finished revoked = server.command("pat", "revoke", listed.path("id").asString());
        assertThat(revoked.code()).as(revoked.err()).isZero();
        assertThat(initialize(server.mcp("notes"), token).statusCode()).isEqualTo(401);
    }

    @Test // DESIGN Presence: without a passphrase and a terminal, the owner decides on the page while the command waits
    void without_a_passphrase_the_owner_decides_on_the_page_and_chooses_everything() {
        CompletableFuture<Finished> waiting = new CompletableFuture<>();
        Path err = server.folder().resolve("pat.err");
        Thread.startVirtualThread(() -> waiting.complete(server.command(
                "pat",
                "create",
                "--owner",
                "ada",
                "--access",
                "write",
                "--resource",
                server.mcp("notes"),
                "--until",
                "P30D",
                "--name",
                "page",
                "--json")));
        try (Forms ada = new Forms()) {
            URI page = pending();
            HttpResponse<String> signIn = ada.open(page);
            HttpResponse<String> asked =
                    ada.fill(signIn, Map.of("name", "ada", "passphrase", Human.PASSPHRASE, "with", "passphrase"));
            assertThat(asked.body()).contains("pat create").doesNotContain(" checked");
            HttpResponse<String> done = ada.fill(
                    asked,
                    Map.of("access", "read", "until", "P365D", "passphrase", Human.PASSPHRASE, "decision", "approve"));
            assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        }
        Finished made =
                waiting.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join();
        JsonNode answer = Http.JSON.readTree(made.out());
        assertThat(answer.path("until").asString())
                .as("never later than asked for")
                .isLessThan(java.time.Instant.now().plus(Duration.ofDays(31)).toString());
        assertThat(answer.path("authorization_details").toString())
                .contains("\"read\"")
                .doesNotContain("\"write\"");
        assertThat(initialize(server.mcp("notes"), token(made)).statusCode()).isEqualTo(200);
        assertThat(err).doesNotExist();
    }

    @Test // issue 4 §2: works without a running server
    void a_token_can_be_made_while_no_server_runs() {
        assertThat(server.stop()).isZero();
        Finished made;
        try {
            made = create("notes", "write");
            Finished nobody = server.command(
                    "pat",
                    "create",
                    "--owner",
                    "ada",
                    "--access",
                    "read",
                    "--resource",
                    server.mcp("notes"),
                    "--until",
                    "P1D");
            assertThat(nobody.code()).isEqualTo(2);
            assertThat(nobody.err()).contains("no server runs");
        } finally {
            server.startAgain();
        }
        assertThat(initialize(server.mcp("notes"), token(made)).statusCode()).isEqualTo(200);
    }

    @Test // DESIGN §5: exit codes and words for wrong use
    void what_is_left_out_is_a_usage_error_and_a_wrong_passphrase_is_refused() throws IOException {
        Finished missing = server.command("pat", "create", "--owner", "ada", "--resource", server.mcp("notes"));
        assertThat(missing.code()).isEqualTo(2);
        Path wrong = Files.writeString(server.folder().resolve("wrong"), "not the passphrase at all");
        Finished refused = server.command(
                "pat",
                "create",
                "--owner",
                "ada",
                "--access",
                "read",
                "--resource",
                server.mcp("notes"),
                "--until",
                "P1D",
                "--passphrase-file",
                wrong.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("not the passphrase");
    }

    /** The page of the request that waits, as the command prints it: found in the store, for the command still runs. */
    private static URI pending() {
        return Deadline.await("the request", Duration.ofSeconds(60), () -> {
            try (var db = java.sql.DriverManager.getConnection(
                            "jdbc:sqlite:" + server.data().resolve("countersign.db"));
                    var query = db.createStatement();
                    var rows = query.executeQuery(
                            "select id from ask where transport = 'pat' and state = 'open' and request like '%page (to end%'")) {
                return rows.next()
                        ? Optional.of(URI.create(server.issuer() + "/consent/" + rows.getString(1)))
                        : Optional.empty();
            } catch (java.sql.SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static HttpResponse<String> initialize(String url, String token) {
        return new Mcp(url, token).post("""
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",
                "capabilities":{},"clientInfo":{"name":"e2e","version":"1"}}}""");
    }
}
