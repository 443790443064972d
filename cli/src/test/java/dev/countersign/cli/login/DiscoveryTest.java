package dev.countersign.cli.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.login.ForeignServer.Says;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final String CODES = "\"authorization_code\"";

    private final ForeignServer server = new ForeignServer();
    private final Web web = new Web();

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void the_url_alone_is_enough() throws LoginException { // MCP CL-01 CL-02 CL-06, RFC 9728 §5.1
        Target target = find(server.ordinary(CODES).url() + "/mcp");

        assertThat(target.resource()).isEqualTo(server.url() + "/mcp");
        assertThat(target.scope()).isEqualTo("files:read");
        assertThat(target.server().issuer()).isEqualTo(server.url());
        assertThat(target.server().authorizationEndpoint()).isPresent();
    }

    @Test
    void a_server_that_lets_everybody_in_needs_no_login() throws LoginException { // issue 3 §6
        server.answers("/mcp", "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}");

        assertThat(new Discovery(web, Bound.in(Duration.ofSeconds(10))).ofMcp(server.url() + "/mcp"))
                .isEmpty();
    }

    @Test
    void without_a_pointer_the_well_known_places_are_tried() throws LoginException { // MCP CL-02, RFC 9728 §3.1
        server.ordinary(CODES)
                .answers("/mcp", form -> new Says(401, "{}", Map.of()))
                .answers("/.well-known/oauth-protected-resource/mcp", form -> new Says(404, "{}", Map.of()))
                .answers(
                        "/.well-known/oauth-protected-resource",
                        "{\"resource\":\"SELF\",\"authorization_servers\":[\"SELF\"],\"scopes_supported\":[\"a\",\"b\"]}");

        assertThat(find(server.url() + "/mcp").scope()).isEqualTo("a b");
    }

    @Test
    void openid_metadata_below_the_issuers_path_is_found_last() throws LoginException { // MCP CL-01
        server.ordinary(CODES)
                .answers(
                        "/.well-known/oauth-protected-resource/mcp",
                        "{\"resource\":\"SELF/mcp\",\"authorization_servers\":[\"SELF/tenant\"]}")
                .answers(
                        "/tenant/.well-known/openid-configuration",
                        "{\"issuer\":\"SELF/tenant\",\"token_endpoint\":\"SELF/t\"}");

        assertThat(find(server.url() + "/mcp").server().issuer()).isEqualTo(server.url() + "/tenant");
        assertThat(server.asked())
                .containsSubsequence(
                        "/.well-known/oauth-authorization-server/tenant",
                        "/.well-known/openid-configuration/tenant",
                        "/tenant/.well-known/openid-configuration");
    }

    @Test
    void an_issuer_that_differs_by_a_byte_is_not_believed() { // RFC 8414 §3.3, MCP AS-08
        server.ordinary(CODES)
                .answers(
                        "/.well-known/oauth-authorization-server",
                        "{\"issuer\":\"SELF/\",\"token_endpoint\":\"SELF/t\"}");

        assertRefused("a server that speaks for another is not believed");
    }

    @Test
    void a_document_about_another_resource_is_not_believed() { // RFC 9728 §3.3
        server.ordinary(CODES)
                .answers(
                        "/.well-known/oauth-protected-resource/mcp",
                        "{\"resource\":\"https://mcp.example/mcp\",\"authorization_servers\":[\"SELF\"]}");

        assertRefused("describes https://mcp.example/mcp and not");
    }

    @Test
    void a_token_never_travels_in_the_clear() { // OAuth 2.1 §1.5, MCP AS-20
        server.ordinary(CODES)
                .answers(
                        "/.well-known/oauth-protected-resource/mcp",
                        "{\"resource\":\"SELF/mcp\",\"authorization_servers\":[\"http://login.example\"]}");

        assertRefused("must use https");
        assertThatThrownBy(() -> find("http://mcp.example/mcp")).hasMessageContaining("must use https");
    }

    @Test
    void redirects_are_named_and_not_followed() { // DESIGN Clients: no redirects
        server.answers("/mcp", form -> new Says(307, "{}", Map.of("Location", "https://elsewhere.example/mcp")));

        assertRefused("sends on to https://elsewhere.example/mcp");
    }

    @Test
    void without_pkce_a_browser_login_is_not_offered() throws LoginException { // MCP CL-04, AS-05
        server.ordinary(CODES).answers("/.well-known/oauth-authorization-server", """
                        {"issuer":"SELF","authorization_endpoint":"SELF/a","token_endpoint":"SELF/t"}""");

        assertThat(find(server.url() + "/mcp").server().authorizationEndpoint()).isEmpty();
    }

    private Target find(String url) throws LoginException {
        return new Discovery(web, Bound.in(Duration.ofSeconds(20))).ofMcp(url).orElseThrow();
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> find(server.url() + "/mcp"))
                .isInstanceOf(LoginException.class)
                .hasMessageContaining(sentence);
    }
}
