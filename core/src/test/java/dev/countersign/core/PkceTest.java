package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PkceTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @Test
    void the_published_verifier_proves_its_challenge() { // RFC 7636 Appendix B
        assertThat(Pkce.challenge(VERIFIER)).isEqualTo(CHALLENGE);
        assertThat(Pkce.proves(VERIFIER, CHALLENGE)).isTrue();
    }

    @Test
    void another_verifier_does_not() { // RFC 7636 §4.6
        assertThat(Pkce.proves("eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", CHALLENGE))
                .isFalse();
        assertThat(Pkce.proves(VERIFIER, CHALLENGE.substring(1))).isFalse();
        assertThat(Pkce.proves(VERIFIER, "")).isFalse();
        assertThat(Pkce.proves(VERIFIER, "\u00e9".repeat(43))).isFalse();
    }

    @Test
    void the_challenge_itself_is_no_proof() { // RFC 7636 §4.4.1; OAuth 2.1 §4.1.1: no method plain
        assertThat(Pkce.proves(CHALLENGE, CHALLENGE)).isFalse();
    }

    @Test
    void a_verifier_has_43_to_128_unreserved_characters() { // RFC 7636 §4.1
        assertThat(Pkce.isVerifier("a".repeat(42))).isFalse();
        assertThat(Pkce.isVerifier("a".repeat(43))).isTrue();
        assertThat(Pkce.isVerifier("-._~".repeat(32))).isTrue();
        assertThat(Pkce.isVerifier("a".repeat(129))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pkce.challenge("short-secret"))
                .withMessageNotContaining("short-secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "/", "=", " ", "%", "\n", "\u00e9", "\uff41"})
    void a_verifier_with_another_character_is_refused(String odd) { // RFC 7636 §4.1
        assertThat(Pkce.isVerifier("a".repeat(43) + odd)).isFalse();
        assertThat(Pkce.proves("a".repeat(43) + odd, CHALLENGE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"
            })
    void what_is_no_sha_256_in_base64url_is_no_challenge(String text) { // RFC 7636 §4.2
        assertThat(Pkce.isChallenge(CHALLENGE)).isTrue();
        assertThat(Pkce.isChallenge(text)).isFalse();
    }
}
