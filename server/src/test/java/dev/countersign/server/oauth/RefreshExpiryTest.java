package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.json.StrictJson;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** When refresh tokens and authorizations end, as clients are told. draft-ietf-oauth-refresh-token-expiration. */
class RefreshExpiryTest {
    private static final Duration TIMEOUT = Duration.ofHours(10);

    @TempDir
    Path folder;

    private OAuthServer server;
    private Tokens tokens;

    @BeforeEach
    void start() throws Exception {
        server = new OAuthServer(folder, """
                        servers: { files: { url: 'https://mcp.example.com/mcp' } }
                        tokens: { refresh-timeout: PT10H }
                        """).withOwner();
        tokens = new Tokens(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test // REQUIREMENTS 2: draft-ietf-oauth-refresh-token-expiration §5.1, §6
    void every_answer_with_a_refresh_token_says_how_long_it_and_its_authorization_last() { // BEHAVIOURS B1.6
        var metadata = StrictJson.parse(
                server.get("/.well-known/oauth-authorization-server").body());
        assertThat(metadata.path("refresh_token_expiration_types_supported").toString())
                .isEqualTo("[\"authorization\",\"token_timeout\"]");
        var first = tokens.given(server.files());
        lasts(first, TIMEOUT, Duration.ofHours(24));
        server.pass(Duration.ofHours(9));
        var second = Tokens.ok(tokens.refresh(Tokens.text(first, "refresh_token")));
        lasts(second, TIMEOUT, Duration.ofHours(15));
        server.pass(Duration.ofSeconds(30));
        var sibling = Tokens.ok(tokens.refresh(Tokens.text(first, "refresh_token")));
        assertThat(Tokens.text(sibling, "refresh_token")).isEqualTo(Tokens.text(second, "refresh_token"));
        lasts(sibling, TIMEOUT.minusSeconds(30), Duration.ofHours(15).minusSeconds(30));
        server.pass(Duration.ofHours(9));
        var third = Tokens.ok(tokens.refresh(Tokens.text(second, "refresh_token")));
        var rest = Duration.ofHours(6).minusSeconds(30);
        lasts(third, rest, rest); // never longer than the authorization
    }

    @Test // the same, §5.2: expiry is invalid_grant
    void an_unused_token_ends_when_it_was_said_to() {
        var given = tokens.given(server.files());
        server.pass(TIMEOUT);
        assertThat(Tokens.error(tokens.refresh(Tokens.text(given, "refresh_token"))))
                .isEqualTo("invalid_grant");
    }

    @Test // DESIGN Time: no refresh outlives the end the human set, however often it is used
    void a_used_token_ends_with_its_authorization() {
        var token = Tokens.text(tokens.given(server.files()), "refresh_token");
        for (var i = 0; i < 3; i++) {
            server.pass(Duration.ofHours(7));
            token = Tokens.text(Tokens.ok(tokens.refresh(token)), "refresh_token");
        }
        server.pass(Duration.ofHours(3));
        assertThat(Tokens.error(tokens.refresh(token))).isEqualTo("invalid_grant");
    }

    @Test // OAuth 2.1 §4.3.1, RFC 6749 §6, RFC 9396 §6: scope and authority only narrow, and the grant keeps all it has
    void a_refresh_narrows_one_access_token_and_widens_nothing() {
        var given = tokens.given(server.files());
        var narrow = Tokens.ok(tokens.refresh(Tokens.text(given, "refresh_token"), "scope", "mcp:read"));
        assertThat(Tokens.text(narrow, "scope")).isEqualTo("mcp:read");
        var wide = tokens.refresh(Tokens.text(narrow, "refresh_token"), "scope", "mcp:destructive");
        assertThat(Tokens.error(wide)).isEqualTo("invalid_scope");
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files() + "\"],\"actions\":[\"destructive\"]}]";
        assertThat(Tokens.error(tokens.refresh(Tokens.text(narrow, "refresh_token"), "authorization_details", details)))
                .isEqualTo("invalid_authorization_details");
        var whole = Tokens.ok(tokens.refresh(Tokens.text(narrow, "refresh_token")));
        assertThat(Tokens.text(whole, "scope")).isEqualTo("mcp:read mcp:write");
    }

    private static void lasts(JsonNode answer, Duration token, Duration authorization) {
        assertThat(answer.path("refresh_token_timeout").asLong()).isEqualTo(token.toSeconds());
        assertThat(answer.path("authorization_expires_in").asLong()).isEqualTo(authorization.toSeconds());
    }
}
