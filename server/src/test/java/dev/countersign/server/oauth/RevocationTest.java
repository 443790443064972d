package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens given back, on both databases; on PostgreSQL at one node and felt at the other. RFC 7009. */
@ParameterizedClass
@EnumSource(Database.class)
class RevocationTest {
    private static final String NOTES = "https://notes.example/mcp";
    private static final String CONFIG = """
            servers: { files: { url: 'https://mcp.example.com/mcp' } }
            resources: { 'https://notes.example/mcp': { name: Notes, secret: notes } }
            clients:
              web: { client_secret: web, redirect_uris: [ 'https://web.example/cb' ] }
              reporter: { client_secret: report, grant_types: [client_credentials], resources: [ 'https://notes.example/mcp' ] }
            """;

    @TempDir
    Path folder;

    private final Database database;
    private String url = "";
    private OAuthServer server;
    private OAuthServer other;
    private Tokens tokens;
    private Tokens elsewhere;

    RevocationTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws Exception {
        url = database.url(folder);
        server = OAuthServer.on(url, CONFIG).withOwner();
        other = database == Database.POSTGRESQL ? OAuthServer.beside(server, url, CONFIG) : server;
        tokens = new Tokens(server);
        elsewhere = new Tokens(other);
    }

    @AfterEach
    void stop() {
        if (other != server) other.close();
        server.close();
    }

    @Test // RFC 7009 §2.1: the grant goes with its refresh token; DESIGN: revoking any token revokes its grant, AW.15
    void a_refresh_token_given_back_ends_everything_of_its_grant_at_once_on_every_node() {
        var given = tokens.given(NOTES);
        var access = Tokens.text(given, "access_token");
        assertThat(elsewhere.ask(NOTES, "notes", access).body()).contains("\"active\":true");

        var answer = tokens.giveBack(Tokens.text(given, "refresh_token"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(elsewhere.ask(NOTES, "notes", access).body()).isEqualTo("{\"active\":false}");
        assertThat(Tokens.error(elsewhere.refresh(Tokens.text(given, "refresh_token"))))
                .isEqualTo("invalid_grant");
        assertThat(events()).isEqualTo(1);
    }

    @Test // BEHAVIOURS C2.2: what was revoked is kept in the store, not in the memory of a process
    void what_was_given_back_stays_so_after_a_restart() throws Exception {
        var given = tokens.given(NOTES);
        var kept = tokens.given(NOTES);
        tokens.giveBack(Tokens.text(given, "refresh_token"));
        stop();
        server = OAuthServer.beside(server, url, CONFIG);
        other = server;
        tokens = new Tokens(server);

        assertThat(tokens.ask(NOTES, "notes", Tokens.text(given, "access_token"))
                        .body())
                .isEqualTo("{\"active\":false}");
        assertThat(Tokens.error(tokens.refresh(Tokens.text(given, "refresh_token"))))
                .isEqualTo("invalid_grant");
        Tokens.ok(tokens.refresh(Tokens.text(kept, "refresh_token")));
    }

    @Test // RFC 7009 §2.1
    void an_access_token_given_back_ends_its_refresh_token_too() {
        var given = tokens.given(NOTES);
        assertThat(tokens.giveBack(Tokens.text(given, "access_token")).statusCode())
                .isEqualTo(200);
        assertThat(Tokens.error(elsewhere.refresh(Tokens.text(given, "refresh_token"))))
                .isEqualTo("invalid_grant");
        assertThat(elsewhere
                        .ask(NOTES, "notes", Tokens.text(given, "access_token"))
                        .body())
                .isEqualTo("{\"active\":false}");
    }

    @Test // RFC 7009 §2.1: other grants of the same client go on
    void other_grants_of_the_same_client_go_on() {
        var first = tokens.given(NOTES);
        var second = tokens.given(NOTES);
        tokens.giveBack(Tokens.text(first, "refresh_token"));
        assertThat(Tokens.ok(elsewhere.refresh(Tokens.text(second, "refresh_token")))
                        .has("access_token"))
                .isTrue();
    }

    @Test // RFC 7009 §2.1: a hint is a hint
    void a_wrong_or_unknown_hint_changes_nothing() {
        for (var hint : new String[] {"access_token", "refresh_token", "nonsense"}) {
            for (var kind : new String[] {"access_token", "refresh_token"}) {
                var given = tokens.given(NOTES);
                assertThat(tokens.giveBack(Tokens.text(given, kind), "token_type_hint", hint)
                                .statusCode())
                        .isEqualTo(200);
                assertThat(elsewhere
                                .ask(NOTES, "notes", Tokens.text(given, "access_token"))
                                .body())
                        .isEqualTo("{\"active\":false}");
            }
        }
    }

    @Test // RFC 7009 §2.2: unknown, expired and already revoked tokens are no error
    void a_token_that_means_nothing_is_answered_like_one_that_was_given_back() {
        var given = tokens.given(NOTES);
        var refresh = Tokens.text(given, "refresh_token");
        for (var token : new String[] {"nonsense", "cs_rt_nonsense", "cs_pat_nonsense", "a.b.c", refresh + "x"}) {
            assertThat(tokens.giveBack(token).statusCode()).as(token).isEqualTo(200);
        }
        server.pass(Duration.ofMinutes(6));
        assertThat(tokens.giveBack(Tokens.text(given, "access_token")).statusCode())
                .isEqualTo(200);
        assertThat(events()).isZero();
        assertThat(tokens.giveBack(refresh).statusCode()).isEqualTo(200);
        assertThat(tokens.giveBack(refresh).statusCode()).isEqualTo(200);
        assertThat(events()).as("given back once").isEqualTo(1);
    }

    @Test // RFC 7009 §2.1: a token of another client is refused, and lives on
    void another_client_cannot_give_a_token_back() {
        var given = tokens.given(NOTES);
        for (var kind : new String[] {"access_token", "refresh_token"}) {
            var answer = server.post(
                    "/oauth/revoke",
                    Map.of("token", Tokens.text(given, kind)),
                    "Authorization",
                    Tokens.basic("web", "web"));
            assertThat(Tokens.error(answer)).isEqualTo("invalid_grant");
        }
        assertThat(elsewhere
                        .ask(NOTES, "notes", Tokens.text(given, "access_token"))
                        .body())
                .contains("\"active\":true");
    }

    @Test // RFC 7009 §2.1: a client that can authenticate must
    void who_gives_back_says_who_it_is_as_at_the_token_endpoint() {
        var token = Tokens.text(
                Tokens.ok(server.post(
                        "/oauth/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                "reporter",
                                "client_secret",
                                "report"))),
                "access_token");
        assertThat(Tokens.error(server.post("/oauth/revoke", Map.of("token", token, "client_id", "reporter"))))
                .isEqualTo("invalid_client");
        assertThat(Tokens.error(server.post("/oauth/revoke", Map.of("token", token))))
                .isEqualTo("invalid_request");
        assertThat(Tokens.error(server.post("/oauth/revoke", Map.of("client_id", "mcp-agent"))))
                .isEqualTo("invalid_request");
        assertThat(Tokens.error(server.post(
                        "/oauth/revoke", Map.of("token", token), "Authorization", Tokens.basic(NOTES, "notes"))))
                .isEqualTo("invalid_client");
        assertThat(elsewhere.ask(NOTES, "notes", token).body()).contains("\"active\":true");
        assertThat(server.post(
                                "/oauth/revoke",
                                Map.of("token", token),
                                "Authorization",
                                Tokens.basic("reporter", "report"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(elsewhere.ask(NOTES, "notes", token).body()).isEqualTo("{\"active\":false}");
    }

    @Test // REQUIREMENTS 162-163, "revocation cascade": every way to a new token refuses
    void a_code_of_a_grant_that_was_given_back_yields_nothing() {
        var query = server.query("resource", NOTES, "scope", "mcp:read");
        var code = tokens.code(query);
        var given = Tokens.ok(tokens.redeem(code));
        tokens.giveBack(Tokens.text(given, "refresh_token"));
        assertThat(Tokens.error(elsewhere.redeem(code))).isEqualTo("invalid_grant");
    }

    @Test // issue 4 §2, §3: a personal access token is looked up, told about and given back like any other
    void a_personal_access_token_is_told_about_and_ended_at_once_on_every_node() {
        var token = server.personal(NOTES, Access.READ, Duration.ofDays(30));
        var told = Tokens.ok(elsewhere.ask(NOTES, "notes", token));
        assertThat(told.path("sub").asString()).isEqualTo("ow_ada");
        assertThat(told.path("client_id").asString()).isEqualTo("personal-access-token");
        assertThat(told.path("aud").asString()).isEqualTo(NOTES);
        assertThat(told.path("scope").asString()).isEqualTo("mcp:read");
        assertThat(told.path("token_kind").asString()).isEqualTo("client");
        assertThat(told.path("act").path("sub").asString()).startsWith("ag_");
        assertThat(told.path("jti").asString()).startsWith("pat_");
        assertThat(told.path("exp").asLong()).isPositive();

        // Whoever finds one may end it, whoever they say they are.
        assertThat(tokens.giveBack(token).statusCode()).isEqualTo(200);

        assertThat(elsewhere.ask(NOTES, "notes", token).body()).isEqualTo("{\"active\":false}");
        assertThat(events()).isEqualTo(1);
    }

    @Test // issue 4 §2: a personal access token mints and widens nothing
    void a_personal_access_token_is_nothing_at_the_token_endpoint() {
        var token = server.personal(NOTES, Access.READ, Duration.ofDays(30));
        assertThat(Tokens.error(tokens.refresh(token))).isEqualTo("invalid_grant");
        assertThat(Tokens.error(tokens.redeem(token))).isEqualTo("invalid_grant");
        var exchange = Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                token,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
                "resource",
                NOTES);
        assertThat(Tokens.error(server.post("/oauth/token", exchange, "Authorization", Tokens.basic("web", "web"))))
                .isIn("invalid_request", "unauthorized_client");
        assertThat(elsewhere.ask(NOTES, "notes", token).body()).contains("\"active\":true");
        server.pass(Duration.ofDays(31));
        assertThat(tokens.ask(NOTES, "notes", token).body()).isEqualTo("{\"active\":false}");
    }

    private long events() {
        return server.acts().read(tx -> tx.events().after(0, 1000)).stream()
                .filter(stored -> stored.entry().kind().equals("give-back"))
                .count();
    }

    @Test // issue 3, bad input: oversized parameters get the right error, at every endpoint clients call by themselves
    void more_than_64_KiB_are_too_much() {
        for (var path : java.util.List.of("/oauth/revoke", "/oauth/introspect")) {
            var answer = server.postForm(path, "client_id=mcp-agent&token=" + "x".repeat(64 * 1024));
            assertThat(answer.statusCode()).as(path).isEqualTo(413);
            assertThat(answer.body()).as(path).contains("invalid_request");
        }
    }
}
