package dev.countersign.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Asked;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedirectionTest {
    private static final Redirection REDIRECTION = new Redirection("https://auth.example");

    @Test
    void every_answer_carries_iss_and_the_state_as_it_came() { // RFC 9207 §2, RFC 6749 §4.1.2, MCP AS-06
        var redirect = new Asked.Redirect("https://app.example/cb", Optional.of("a b&c=d%é"), "x");
        assertThat(REDIRECTION.success(redirect, "cs_ac_1"))
                .isEqualTo(
                        "https://app.example/cb?code=cs_ac_1&state=a+b%26c%3Dd%25%C3%A9&iss=https%3A%2F%2Fauth.example");
        assertThat(REDIRECTION.error(redirect, "access_denied", "No \"thanks\"."))
                .isEqualTo("https://app.example/cb?error=access_denied&error_description=No+%27thanks%27."
                        + "&state=a+b%26c%3Dd%25%C3%A9&iss=https%3A%2F%2Fauth.example");
    }

    @Test
    void the_redirects_own_query_is_kept() { // RFC 6749 §3.1.2; BEHAVIOURS B2.6
        var redirect = new Asked.Redirect("https://app.example/cb?keep=1", Optional.empty(), "x");
        assertThat(REDIRECTION.success(redirect, "c"))
                .isEqualTo("https://app.example/cb?keep=1&code=c&iss=https%3A%2F%2Fauth.example");
    }
}
