package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The log of a server as its owners and auditors read it from elsewhere, by the command line. Issue 6. */
class AuditOverHttpTest {
    private static RunningServer server;
    private static Path passphrase;
    private static Path key;
    private static Path adas;
    private static Path bobs;

    @BeforeAll
    static void start() throws IOException {
        server = RunningServer.plain();
        passphrase = Files.writeString(server.folder().resolve("passphrase"), Human.PASSPHRASE + "\n");
        done("owner", "create", "--name", "ada", "--passphrase-file", passphrase.toString());
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
        adas = Files.writeString(server.folder().resolve("ada"), token("ada"));
        bobs = Files.writeString(server.folder().resolve("bob"), token("bob"));
    }

    @AfterAll
    static void stop() {
        server.close();
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
    void acts_are_followed_from_elsewhere_as_they_happen() { // issue 6 point 6: audit tail
        List<String> command = new ArrayList<>(RunningServer.java(
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
        return Http.JSON.readTree(done(
                        "audit",
                        "verify",
                        "--url",
                        server.issuer(),
                        "--key",
                        key.toString(),
                        "--token-file",
                        token.toString(),
                        "--json")
                .out());
    }

    private static Finished done(String... arguments) {
        Finished finished = server.command(arguments);
        assertThat(finished.code()).as(finished.out() + finished.err()).isZero();
        return finished;
    }

    /** An owner token for reading what happened, by owner onboarding. */
    private static String token(String owner) {
        JsonNode asked = Http.JSON.readTree(Http.form(
                        server.issuer() + "/oauth/device_authorization",
                        Map.of("client_id", "countersign-cli", "profile", "owner_agent", "scope", "activity:read"))
                .body());
        Visitor visitor = new Visitor(server);
        visitor.signsIn(owner, Human.PASSPHRASE);
        Visitor.Form entry = new Visitor.Form("/device", visitor.get("/device").body());
        String consent = visitor.post(
                        "/device",
                        new Visitor.Fields()
                                .with("csrf", entry.hidden("csrf"))
                                .with("user_code", asked.path("user_code").asString()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        Visitor.Form page = visitor.reaches(URI.create(server.issuer()).resolve(consent));
        visitor.post(page.path(), Visitor.approval(page).without("access").with("scope", "activity:read"));
        return Deadline.await("the token", Duration.ofSeconds(30), () -> {
            JsonNode answer = Http.JSON.readTree(Http.form(
                            server.issuer() + "/oauth/token",
                            Map.of(
                                    "grant_type",
                                    "urn:ietf:params:oauth:grant-type:device_code",
                                    "client_id",
                                    "countersign-cli",
                                    "device_code",
                                    asked.path("device_code").asString()))
                    .body());
            return answer.path("access_token").stringValueOpt();
        });
    }
}
