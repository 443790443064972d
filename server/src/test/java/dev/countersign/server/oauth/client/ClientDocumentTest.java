package dev.countersign.server.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.Described;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.redirect.Redirects;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientDocumentTest {
    private static final RedirectRule RULES =
            new Redirects(URI.create("http://localhost:8420"), List.of("/consent"))::problem;
    private static final String ID = "https://app.example/client.json";
    private static final String GOOD = """
            {"client_id":"https://app.example/client.json","client_name":"App",
             "redirect_uris":["http://localhost/callback","cursor://callback"],"grant_types":["authorization_code","refresh_token"],
             "logo_uri":"https://app.example/logo.png"}""";

    private static Described read(String document) {
        return new ClientDocument(RULES, false).read(ID, document.getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void reads_a_lawful_document() { // MCP 2026-07-28 AS-11
        var client = read(GOOD);
        assertThat(client.name()).isEqualTo("App");
        assertThat(client.host()).isEqualTo("app.example");
        assertThat(client.redirectUris()).containsExactly("http://localhost/callback");
        assertThat(client.authMethod()).isEqualTo(AuthMethod.NONE);
        assertThat(client.may(GrantType.REFRESH_TOKEN)).isTrue();
        assertThat(client.vouched()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "https://app.example/client.json"   | "https://app.example/client.json/"  | client_id is not exactly
            "https://app.example/client.json"   | "https://APP.example/client.json"   | client_id is not exactly
            "client_id":"https://app.example/client.json", | ~~                       | no client_id
            "client_name":"App",                | ~~                                  | no client_name
            "client_name":"App",                | "client_name":" ",                  | no client_name
            "client_name":"App",                | "client_name":7,                    | must be a string
            "client_name":"App",                | "client_name":"A\\u202Epp",         | text-direction
            "client_name":"App",                | "client_name":"App","client_name":"App", | not a JSON object
            "client_name":"App",                | "client_name":"App","client_secret":"x", | no secret in a public
            "client_name":"App",                | "client_name":"App","client_secret_expires_at":0, | no secret in a public
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"client_secret_basic", | must be none or
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"client_secret_post", | must be none
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"client_secret_jwt", | must be one of
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"private_key_jwt", | needs public keys
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"private_key_jwt","jwks":{"keys":[]}, | no keys
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"private_key_jwt","jwks_uri":"http://a.example/k", | https
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://a.example:1/k", | port 443
            "client_name":"App",                | "client_name":"App","token_endpoint_auth_method":"private_key_jwt","jwks_uri":"file:/etc/k", | https
            "client_name":"App",                | "client_name":"App","jwks":{},"jwks_uri":"https://a.example/k", | exclude each other
            "client_name":"App",                | "client_name":"App","response_types":["token"], | must contain code
            "http://localhost/callback",        | "http://evil.example/cb",           | none of its redirect_uris
            ["http://localhost/callback","cursor://callback"] | []                    | no redirect_uris
            ["http://localhost/callback","cursor://callback"] | "http://localhost/cb" | array of strings
            """)
    void refuses_a_document_that_breaks_a_rule(String from, String to, String why) { // CIMD draft §4; AS-10, AS-11
        assertThat(GOOD).contains(from);
        assertThatThrownBy(() -> read(GOOD.replace(from, to)))
                .isInstanceOf(UnresolvedClient.class)
                .hasMessageContaining(why);
    }

    @Test
    void an_array_a_number_or_html_is_no_document() { // MCP 2026-07-28 AS-11
        for (var text : new String[] {"[]", "7", "<html>", "", "{", GOOD + "{}"}) {
            assertThatThrownBy(() -> read(text)).hasMessageContaining("not a JSON object");
        }
    }

    @Test
    void the_two_known_documents_ship() { // DESIGN Clients: pinned documents ship and are on by default
        var pinned = PinnedDocuments.shipped(RULES);
        var claude = pinned.find("https://claude.ai/oauth/claude-code-client-metadata")
                .orElseThrow();
        assertThat(claude.name()).isEqualTo("Claude Code");
        assertThat(claude.pinned()).isTrue();
        assertThat(claude.redirectUris()).containsExactly("http://localhost/callback", "http://127.0.0.1/callback");
        var codex = pinned.find("https://chatgpt.com/oauth/codex/client.json").orElseThrow();
        assertThat(codex.name()).isEqualTo("Codex");
        assertThat(codex.may(GrantType.REFRESH_TOKEN)).isTrue();
    }
}
