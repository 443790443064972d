package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Asked;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizeTest {
    private static final String CONFIG = """
            servers: { files: { url: 'https://mcp.example.com/mcp' }, notes: { url: 'https://notes.example.com/mcp' } }
            clients:
              editor-plugin: { client_name: Editor, redirect_uris: [ 'https://editor.example/callback?keep=1' ], resources: [ 'ISSUER/v1', 'ISSUER/mcp/notes' ] }
              console: { redirect_uris: [ 'https://console.example/cb' ], resources: [ 'ISSUER/v1' ] }
              service: { client_secret: 'a long configured secret', grant_types: [ refresh_token ] }
            """;

    @TempDir
    static Path folder;

    private static OAuthServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new OAuthServer(folder, CONFIG).withOwner();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_good_request_travels_sealed_to_the_consent_page_and_nothing_is_stored() { // DESIGN Redirects; MCP AS-01,,
        // D2.2
        // CL-03, CL-04
        var response = server.authorize(server.query("scope", "mcp:write offline_access", "prompt", "consent"));
        assertThat(OAuthServer.location(response)).startsWith("/consent/~").doesNotContain("mcp-agent");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        var asked = server.asked(server.query("scope", "mcp:write offline_access", "prompt", "login"));
        assertThat(asked.asker().known()).isEqualTo(Asked.Known.BUILT_IN);
        assertThat(asked.resources()).containsExactly(server.files());
        assertThat(asked.scopes().access()).contains(Access.WRITE);
        assertThat(asked.scopes().offlineAccess()).isTrue();
        assertThat(asked.redirect())
                .contains(new Asked.Redirect(
                        OAuthServer.CALLBACK, java.util.Optional.of("a state"), OAuthServer.CHALLENGE));
        assertThat(asked.kind()).isEqualTo(TokenKind.CLIENT);
    }

    @Test
    void only_get_is_taken() { // DESIGN Authorize; CORS and forms have no place here
        assertThat(server.post("/oauth/authorize", java.util.Map.of("client_id", "mcp-agent"))
                        .statusCode())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            client_id, unknown-client
            client_id, ''
            client_id, http://app.example/client.json
            client_id, https://app.example/../client.json
            redirect_uri, ''
            redirect_uri, https://evil.example/callback
            redirect_uri, http://127.0.0.1.evil.example/callback
            redirect_uri, http://127.0.0.1:51234/callback#fragment
            redirect_uri, http://user@127.0.0.1:51234/callback
            redirect_uri, http://127.0.0.1:51234/console/steal
            redirect_uri, http://192.168.0.7/callback
            redirect_uri, javascript:alert(1)
            redirect_uri, myapp://callback
            """) // D1.8
    void a_bad_client_or_redirect_ends_on_a_page_and_never_redirects(
            String name, String value) { // RFC 6749 §4.1.2.1; MCP AS-20, AS-21
        var response = server.authorize(server.query(name, value));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
    }

    @Test
    void a_redirect_to_this_server_itself_is_refused() { // DESIGN Redirects
        var response = server.authorize(server.query("redirect_uri", server.issuer() + "/callback"));
        assertThat(response.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:1/x", "http://localhost:65535/", "http://[::1]:8/cb?a=b", "http://localhost/cb"
            })
    void mcp_agent_may_use_any_port_and_path_of_this_computer(String uri) { // BEHAVIOURS B1, B2.10, B1.1, D2.9
        assertThat(server.asked(server.query("redirect_uri", uri))
                        .redirect()
                        .orElseThrow()
                        .uri())
                .isEqualTo(uri);
    }

    @Test
    void a_configured_client_must_use_exactly_its_own_uri_or_may_leave_its_only_one_out() { // MCP 2026-07-28 AS-21
        var own = "https://editor.example/callback?keep=1";
        assertThat(server.asked(server.query(
                                "client_id",
                                "editor-plugin",
                                "redirect_uri",
                                own,
                                "resource",
                                server.issuer() + "/mcp/notes"))
                        .asker()
                        .name())
                .isEqualTo("Editor");
        assertThat(server.asked(server.query("client_id", "editor-plugin", "redirect_uri", "", "resource", ""))
                        .redirect()
                        .orElseThrow()
                        .uri())
                .isEqualTo(own);
        for (var other : List.of(
                "https://editor.example/callback",
                "https://editor.example/callback?keep=1&x=2",
                "https://editor.example:443/callback?keep=1",
                "https://EDITOR.example/callback?keep=1",
                "http://127.0.0.1:5/cb")) {
            assertThat(server.authorize(server.query("client_id", "editor-plugin", "redirect_uri", other))
                            .statusCode())
                    .as(other)
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "scope", "client_id", "redirect_uri", "code_challenge", "anything"})
    void a_parameter_that_stands_twice_ends_on_a_page(String name) { // RFC 6749 §3.1
        var query = server.query() + "&" + name + "=1&" + name + "=2";
        assertThat(server.authorize(query).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            response_type         | ~~            | invalid_request
            response_type         | token         | unsupported_response_type
            response_mode         | fragment      | invalid_request
            response_mode         | form_post     | invalid_request
            code_challenge        | ~~            | invalid_request
            code_challenge        | tooshort      | invalid_request
            code_challenge_method | ~~            | invalid_request
            code_challenge_method | plain         | invalid_request
            request               | eyJ.x.y       | request_not_supported
            request_uri           | urn:x         | request_uri_not_supported
            prompt                | none          | interaction_required
            scope                 | mcp:admin     | invalid_scope
            scope                 | mcp:read root | invalid_scope
            resource              | /mcp/files    | invalid_target
            resource              | https://elsewhere.example/mcp | invalid_target
            resource              | nonsense      | invalid_target
            authorization_details | nonsense      | invalid_authorization_details
            authorization_details | {}            | invalid_authorization_details
            authorization_details | [{"type":"payment"}] | invalid_authorization_details
            """)
    void a_bad_request_is_told_to_the_client_but_only_after_sign_in(String name, String value, String code) { // B1.2
        // RFC 6749 §4.1.2.1; MCP 2026-07-28 AS-06, AS-22; OAuth 2.1 -16: authenticate the user before redirecting an
        // error
        var failure = server.failure(server.query(name, value));
        assertThat(failure)
                .containsEntry("error", code)
                .containsEntry("state", "a state")
                .containsEntry("iss", server.issuer()); // RFC 9207 §2
        assertThat(failure.get("error_description")).isNotEmpty().doesNotContain(OAuthServer.CHALLENGE);
    }

    @Test
    void resources_of_this_server_are_understood_in_their_usual_spellings() { // MCP 2026-07-28 RS-13
        var shouted = server.files().replace("http://localhost", "HTTP://LOCALHOST");
        for (var spelling : List.of(server.files(), server.files() + "/", shouted)) {
            assertThat(server.asked(server.query("resource", spelling)).resources())
                    .containsExactly(server.files());
        }
        for (var other : List.of(
                server.files() + "#x",
                server.files() + "//",
                server.files() + "?x=1",
                server.issuer() + "/MCP/files")) {
            assertThat(server.failure(server.query("resource", other))).containsEntry("error", "invalid_target");
        }
    }

    @Test
    void several_resources_may_be_named_and_none_leaves_it_to_the_human() { // RFC 8707 §2
        var two = server.query() + "&resource=" + OAuthServer.encoded(server.issuer() + "/mcp/notes");
        assertThat(server.asked(two).resources()).containsExactly(server.files(), server.issuer() + "/mcp/notes");
        assertThat(server.asked(server.query("resource", "", "scope", "")).resources())
                .isEmpty();
        assertThat(server.asked(server.query("scope", "")).highest()).isEmpty();
    }

    @Test
    void details_are_held_within_the_scope_and_the_resources() { // RFC 9396 §3, §5
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files()
                + "\"],\"actions\":[\"read\",\"write\"],\"tools\":[\"read_file\"]}]";
        var asked = server.asked(server.query("authorization_details", details, "scope", ""));
        assertThat(asked.highest()).contains(Access.WRITE);
        var less = server.asked(server.query("authorization_details", details, "resource", ""));
        assertThat(less.highest()).contains(Access.READ);
        assertThat(less.resources()).containsExactly(server.files());
        assertThat(server.failure(
                        server.query("authorization_details", details, "resource", server.issuer() + "/mcp/notes")))
                .containsEntry("error", "invalid_authorization_details");
        assertThat(server.failure(server.query(
                        "authorization_details", details.replace("/mcp/files", "/mcp/unknown"), "resource", "")))
                .containsEntry("error", "invalid_authorization_details");
        assertThat(server.failure(server.query("authorization_details", details.replace("tools", "toolz"))))
                .containsEntry("error", "invalid_authorization_details");
    }

    @Test
    void the_owner_api_is_only_for_clients_it_was_written_down_for() { // BEHAVIOURS A1.1, issue point 6, B1.7
        var v1 = server.issuer() + "/v1";
        var plugin = server.query("client_id", "editor-plugin", "redirect_uri", "", "resource", v1, "scope", "");
        assertThat(server.asked(plugin).kind()).isEqualTo(TokenKind.OWNER);
        assertThat(server.asked(plugin).ownerScopes()).containsExactly(OwnerScope.GRANTS_READ);
        assertThat(server.failure(server.query("resource", v1))).containsEntry("error", "invalid_target");
        assertThat(server.failure(plugin + "&resource=" + OAuthServer.encoded(server.issuer() + "/mcp/notes")))
                .containsEntry("error", "invalid_target");
        assertThat(server.failure(server.query(
                        "client_id", "editor-plugin", "redirect_uri", "", "resource", v1, "scope", "mcp:write")))
                .containsEntry("error", "invalid_scope");
        assertThat(server.asked(server.query("client_id", "console", "redirect_uri", "", "resource", "", "scope", ""))
                        .kind())
                .isEqualTo(TokenKind.OWNER);
    }

    @Test
    void a_configured_client_is_held_to_its_resources() { // DESIGN section 5: resources of a client
        assertThat(server.failure(server.query("client_id", "editor-plugin", "redirect_uri", "")))
                .containsEntry("error", "invalid_target");
        assertThat(server.asked(server.query("client_id", "editor-plugin", "redirect_uri", "", "resource", ""))
                        .resources())
                .containsExactly(server.issuer() + "/mcp/notes");
        var details = "[{\"type\":\"mcp\",\"locations\":[\"" + server.files() + "\"]}]";
        assertThat(server.failure(server.query(
                        "client_id",
                        "editor-plugin",
                        "redirect_uri",
                        "",
                        "resource",
                        "",
                        "authorization_details",
                        details)))
                .containsKey("error");
    }

    @Test
    void what_is_too_long_is_refused_plainly() { // DESIGN Authorize: bounded
        assertThat(server.authorize(server.query("state", "s".repeat(2001))).statusCode())
                .isEqualTo(400);
        assertThat(server.authorize(server.query("state", "s".repeat(5000))).statusCode())
                .isEqualTo(414);
    }

    @Test
    void without_an_owner_the_page_says_how_to_set_up_and_when_to_come_back() throws Exception { // BEHAVIOURS D1.4
        try (var fresh = new OAuthServer(Files.createDirectory(folder.resolve("fresh")), "")) {
            var response = fresh.authorize(fresh.query("resource", ""));
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(response.body()).contains("interaction_required", "setup link");
        }
    }
}
