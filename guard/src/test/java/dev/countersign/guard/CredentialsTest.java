package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @ParameterizedTest // RFC 6750 §2.1: the scheme is case-insensitive
    @ValueSource(strings = {"Bearer abc.d-e_f~g+h/i==", "bearer abc.d-e_f~g+h/i==", "BEARER   abc.d-e_f~g+h/i=="})
    void a_token_in_the_header_is_taken(String header) {
        assertThat(Credentials.of(List.of(header), null)).isEqualTo(new Credentials.Bearer("abc.d-e_f~g+h/i=="));
    }

    @ParameterizedTest // RFC 6750 §3: no credentials that are ours = no error code
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Negotiate x", "DPoP", "DPoPabc x"})
    void other_schemes_are_no_credentials(String header) {
        assertThat(Credentials.of(List.of(header), null)).isEqualTo(new Credentials.None());
        assertThat(Credentials.of(List.of(), "a=b")).isEqualTo(new Credentials.None());
    }

    @ParameterizedTest // RFC 9449 §7.1: the scheme of a bound token
    @ValueSource(strings = {"DPoP abc", "dpop abc", "DPOP   abc"})
    void a_token_under_the_scheme_dpop_is_taken_as_bound(String header) {
        assertThat(Credentials.of(List.of(header), null)).isEqualTo(new Credentials.Dpop("abc"));
        assertThat(Credentials.of(List.of(header), null).toString()).doesNotContain("abc");
    }

    @ParameterizedTest // MCP 2026-07-28 RS-12, RFC 6750 §2.3
    @ValueSource(strings = {"access_token=x", "a=b&access_token=x", "access_token", "access_token&a=b"})
    void a_token_in_the_query_is_malformed_with_or_without_a_header(String query) {
        assertThat(Credentials.of(List.of(), query)).isInstanceOf(Credentials.Malformed.class);
        assertThat(Credentials.of(List.of("Bearer a"), query)).isInstanceOf(Credentials.Malformed.class);
    }

    @Test // RFC 6750 §2, §3.1: one method, one token
    void two_headers_or_rubbish_are_malformed() {
        assertThat(Credentials.of(List.of("Bearer a", "Bearer b"), null)).isInstanceOf(Credentials.Malformed.class);
        assertThat(Credentials.of(List.of("Bearer a b"), null)).isInstanceOf(Credentials.Malformed.class);
        assertThat(Credentials.of(List.of("Bearer a,b"), null)).isInstanceOf(Credentials.Malformed.class);
        assertThat(Credentials.of(List.of("Bearer " + "a".repeat(20_000)), null))
                .isInstanceOf(Credentials.Malformed.class);
        assertThat(Credentials.of(List.of(), "my_access_token=x")).isEqualTo(new Credentials.None());
    }

    @Test // DESIGN style: secrets never in logs
    void a_token_does_not_print_itself() {
        assertThat(Credentials.of(List.of("Bearer abc"), null).toString()).doesNotContain("abc");
    }
}
