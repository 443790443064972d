package dev.countersign.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.web.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CookiesTest {
    private static final List<Cookies.Cookie> ALL = List.of(Cookies.SESSION, Cookies.FORM, Cookies.BROWSER);

    private static List<String> set(String issuer, Cookies.Cookie cookie) {
        return new Cookies(URI.create(issuer))
                .set(Reply.empty(200), cookie, "v", Duration.ofMinutes(5)).fields().stream()
                        .map(Reply.Field::value)
                        .toList();
    }

    @Test // MCP 2026-07-28 RS-15, DESIGN Cookies: __Host-, Secure, HttpOnly, SameSite=Lax
    void on_https_each_cookie_is_one_that_belongs_to_exactly_this_host() {
        for (var cookie : ALL) {
            assertThat(set("https://auth.example", cookie))
                    .containsExactly("__Host-countersign-" + cookie.name()
                            + "=v; Path=/; Max-Age=300; HttpOnly; SameSite=Lax; Secure");
        }
    }

    @Test // MCP 2026-07-28 RS-15, DESIGN Cookies: on http loopback a path that no agent's callback may lie under
    void on_this_computer_no_cookie_reaches_another_programs_callback() {
        for (var cookie : ALL) {
            assertThat(set("http://localhost:8420", cookie))
                    .hasSameSizeAs(cookie.paths())
                    .allSatisfy(value -> {
                        assertThat(value)
                                .startsWith("countersign-" + cookie.name() + "=v; ")
                                .contains("; HttpOnly; SameSite=Lax")
                                .doesNotContain("Domain", "Path=/;");
                        assertThat(Cookies.reach(value.replaceFirst(".*Path=([^;]*);.*", "$1")))
                                .isTrue();
                    });
        }
    }
}
