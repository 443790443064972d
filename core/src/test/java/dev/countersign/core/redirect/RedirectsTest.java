package dev.countersign.core.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.client.ClientMetadata;
import dev.countersign.core.client.Described;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
    private static final Redirects LOCAL =
            new Redirects(URI.create("http://localhost:8420"), List.of("/consent", "/device", "/console"));
    private static final Redirects PUBLIC = new Redirects(URI.create("https://auth.example"), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://editor.example/callback",
                "https://editor.example",
                "https://editor.example:8443/cb?a=b&c=%20d",
                "https://xn--bcher-kva.example/",
                "https://[2001:db8::1]/cb",
                "https://192.0.2.1/cb",
                "http://127.0.0.1:19876/mcp/oauth/callback",
                "http://localhost:3334/oauth/callback",
                "http://[::1]:1/",
                "http://localhost",
                "http://localhost/callback",
                "https://localhost:9000/cb",
                "http://localhost:65535/?x=1"
            })
    void https_and_loopback_http_may_be_registered(String uri) { // MCP 2026-07-28 AS-20
        assertThat(PUBLIC.problem(uri)).isEmpty();
        assertThat(LOCAL.mayRegister(uri)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://editor.example/cb neither",
                "http://127.0.0.2/cb neither",
                "http://localhost.evil.example/cb neither",
                "http://127.0.0.1.evil.example/cb neither",
                "http://0.0.0.0/cb neither",
                "http://[::ffff:127.0.0.1]/cb neither",
                "http://LOCALHOST/cb neither",
                "http://2130706433/ neither",
                "HTTPS://editor.example/cb neither",
                "myapp://callback neither",
                "com.example.app:/cb neither",
                "javascript:alert(1) neither",
                "data:text/html,x neither",
                "urn:ietf:wg:oauth:2.0:oob neither",
                "/callback neither",
                "//editor.example/cb neither",
                "https://editor.example/cb#x fragment",
                "https://editor.example/cb# fragment",
                "http://localhost/cb#x fragment",
                "https://*.example/cb wildcard",
                "https://editor.example/* wildcard",
                "http://localhost:*/cb wildcard",
                "https://user@editor.example/cb user",
                "https://editor.example@evil.example/cb user",
                "http://localhost@evil.example/cb user",
                "http://localhost:80@evil.example/cb user",
                "http://localhost:0/cb plain",
                "http://localhost:65536/cb plain",
                "http://localhost:080/cb plain",
                "http://localhost:/cb plain",
                "http://localhost\\@evil.example/ user",
                "https://editor.example\\.evil.example/ plain",
                "https:///cb plain",
                "https://editor..example/cb plain",
                "https://editor.example/a/../cb plain",
                "https://editor.example/a/%2E%2e/cb plain",
                "http://localhost/./consent plain",
                "http://localhost/x/.. plain",
                "https://editor.example/%zz plain",
                "https://editor.example/\u00e9 plain",
                "https://\u00e9ditor.example/ plain",
                "https://editor.example/<script> plain"
            })
    void everything_else_may_not_and_the_reason_is_told(String uri, String reason) { // MCP 2026-07-28 AS-20, AS-22
        assertThat(PUBLIC.problem(uri))
                .hasValueSatisfying(problem -> assertThat(problem).contains(reason));
        assertThat(PUBLIC.mayRegister(uri)).isFalse();
        assertThat(PUBLIC.admit(BuiltIn.MCP_AGENT, uri)).isEmpty();
        assertThat(PUBLIC.admit(client(uri), uri)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "https://",
                "http://localhost/a b",
                "http://localhost/\n",
                "https://e.example/cb ",
                "https://e.example/\u0000"
            })
    void white_space_and_control_characters_are_refused(String uri) { // MCP 2026-07-28 AS-22
        assertThat(PUBLIC.mayRegister(uri)).isFalse();
        assertThat(PUBLIC.mayRegister("https://e.example/" + "a".repeat(2048))).isFalse();
        assertThat(PUBLIC.mayRegister("https://e.example/" + "a".repeat(2000))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8420/callback",
                "http://127.0.0.1:8420/callback",
                "http://[::1]:8420/",
                "http://localhost:8420"
            })
    void never_under_the_issuers_own_origin(String uri) { // DESIGN Redirects; OAuth 2.1 §7.12.2
        assertThat(LOCAL.problem(uri)).contains("lies under this server's own origin");
        assertThat(LOCAL.admit(BuiltIn.MCP_AGENT, uri)).isEmpty();
        assertThat(LOCAL.admit(client("http://localhost:1/callback"), uri)).isEmpty();
        assertThat(PUBLIC.mayRegister(uri)).isTrue();
        assertThat(new Redirects(URI.create("http://localhost"), List.of()).mayRegister("http://127.0.0.1:80/"))
                .isFalse();
        assertThat(new Redirects(URI.create("http://[::1]:8420"), List.of()).mayRegister(uri))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://auth.example/cb", "https://AUTH.example/cb", "https://auth.example:443/cb"})
    void never_under_the_origin_of_an_https_issuer(String uri) { // DESIGN Redirects; OAuth 2.1 §7.12.2
        assertThat(PUBLIC.mayRegister(uri)).isFalse();
        assertThat(PUBLIC.mayRegister("https://auth.example:8443/cb")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/consent",
                "http://localhost:1/consent/",
                "http://127.0.0.1:1/consent/x?y=z",
                "http://[::1]:1/device",
                "http://localhost:1/%63onsent/x",
                "http://localhost:1/consent%2Fx",
                "http://localhost:1/console?x"
            })
    void no_loopback_redirect_lies_under_a_cookie_path(String uri) { // DESIGN Redirects, Cookies
        assertThat(LOCAL.problem(uri))
                .hasValueSatisfying(problem -> assertThat(problem).contains("cookies"));
        assertThat(LOCAL.admit(BuiltIn.MCP_AGENT, uri)).isEmpty();
        assertThat(LOCAL.mayRegister(
                        uri.replace("/con", "/xcon").replace("/dev", "/xdev").replace("/%63", "/x%63")))
                .isTrue();
        assertThat(LOCAL.mayRegister("http://localhost:1/consentful")).isTrue();
    }

    @Test
    void a_loopback_redirect_matches_on_any_port_and_nothing_else() { // RFC 8252 §7.3
        String registered = "http://127.0.0.1/callback";
        assertThat(Redirects.matches(registered, "http://127.0.0.1:5000/callback"))
                .isTrue();
        assertThat(Redirects.matches("http://127.0.0.1:4000/callback", "http://127.0.0.1:5000/callback"))
                .isTrue();
        assertThat(Redirects.matches("http://[::1]:4000/cb?a=1", "http://[::1]/cb?a=1"))
                .isTrue();
        for (String other : List.of(
                "http://127.0.0.1:5000/callback/",
                "http://127.0.0.1:5000/Callback",
                "http://127.0.0.1:5000/callback?x=1",
                "http://127.0.0.1:5000",
                "http://localhost:5000/callback",
                "http://[::1]:5000/callback",
                "https://127.0.0.1:5000/callback",
                "http://127.0.0.1:5000/%63allback",
                "http://127.0.0.1.x:5000/callback")) {
            assertThat(Redirects.matches(registered, other)).as(other).isFalse();
        }
    }

    @Test
    void the_name_localhost_matches_on_any_port_for_the_sake_of_real_clients() { // RFC 8252 §8.3, DESIGN Redirects
        assertThat(Redirects.matches("http://localhost:3334/oauth/callback", "http://localhost:41735/oauth/callback"))
                .isTrue();
        assertThat(Redirects.matches("http://localhost/cb", "http://127.0.0.1/cb"))
                .isFalse();
    }

    @Test
    void a_web_redirect_matches_only_itself() { // MCP 2026-07-28 AS-21; RFC 9700 §4.1.3
        String registered = "https://editor.example/cb";
        assertThat(Redirects.matches(registered, registered)).isTrue();
        for (String other : List.of(
                "https://editor.example/cb/",
                "https://editor.example:443/cb",
                "https://EDITOR.example/cb",
                "https://editor.example/cb?x",
                "https://editor.example:9000/cb",
                "https://editor.example/cb/x",
                "https://editor.example",
                "https://localhost:1/cb")) {
            assertThat(Redirects.matches(registered, other)).as(other).isFalse();
        }
        assertThat(Redirects.matches("https://localhost:1/cb", "https://localhost:2/cb"))
                .isFalse();
    }

    @Test
    void the_presented_uri_is_the_one_that_is_used() { // DESIGN Redirects; BEHAVIOURS B
        assertThat(LOCAL.admit(client("http://localhost:3334/cb"), "http://localhost:41735/cb"))
                .contains(new Redirect.Loopback("http://localhost:41735/cb", "localhost", 41735, "/cb"));
        assertThat(LOCAL.admit(BuiltIn.MCP_AGENT, "http://127.0.0.1:9/any/path?q"))
                .isPresent();
        assertThat(LOCAL.admit(BuiltIn.MCP_AGENT, "https://editor.example/cb")).isEmpty();
        assertThat(LOCAL.admit(client("https://editor.example/cb"), "http://127.0.0.1:9/cb"))
                .isEmpty();
        assertThat(LOCAL.admit(client("https://editor.example/cb"), "https://editor.example/cb"))
                .contains(new Redirect.Web("https://editor.example/cb", "editor.example", 443, "/cb"));
    }

    @Test
    void parameters_are_added_to_what_the_query_has() { // RFC 6749 §3.1.2, §4.1.2
        LinkedHashMap<String, String> answer = new LinkedHashMap<>();
        assertThat(web("https://e.example/cb").with(answer)).isEqualTo("https://e.example/cb");
        answer.put("code", "a b&c");
        answer.put("iss", "https://auth.example");
        String added = "code=a+b%26c&iss=https%3A%2F%2Fauth.example";
        assertThat(web("https://e.example/cb").with(answer)).isEqualTo("https://e.example/cb?" + added);
        assertThat(web("https://e.example").with(answer)).isEqualTo("https://e.example?" + added);
        assertThat(web("https://e.example/cb?").with(answer)).isEqualTo("https://e.example/cb?" + added);
        assertThat(web("https://e.example/cb?x=%2B").with(answer)).isEqualTo("https://e.example/cb?x=%2B&" + added);
        assertThat(web("https://e.example/cb?x&").with(answer)).isEqualTo("https://e.example/cb?x&" + added);
    }

    private static Redirect web(String uri) {
        return RedirectSyntax.read(uri).orElseThrow();
    }

    private static Described client(String redirect) {
        return new Described(
                "https://c.example/client.json",
                new ClientMetadata("C", List.of(redirect), AuthMethod.NONE, Set.of(), Map.of()),
                false);
    }
}
