package dev.countersign.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {
    @Property
    void what_a_form_encodes_is_what_is_read(
            @ForAll @Size(max = 8) List<@StringLength(min = 1, max = 20) String> values) {
        var sound = values.stream().filter(WebTest::hasNoLoneSurrogate).toList();
        var encoded = sound.stream()
                .map(value -> "k=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        assertThat(Parameters.parse(encoded).all("k")).isEqualTo(sound);
    }

    @ParameterizedTest // RFC 6749 §3.1: bad input gets a clear error, never a guess
    @ValueSource(strings = {"a=%", "a=%2", "a=%zz", "a=%ff", "a=%c0%80", "a=%ed%a0%80", "a=ü", "%=a"})
    void broken_encoding_is_refused_not_repaired(String encoded) {
        assertThatThrownBy(() -> Parameters.parse(encoded)).isInstanceOf(Parameters.Malformed.class);
    }

    @Test
    void a_form_with_very_many_parameters_is_refused() {
        assertThatThrownBy(() -> Parameters.parse("a=1&".repeat(1001)))
                .isInstanceOf(Parameters.Malformed.class)
                .hasMessageContaining("1000");
    }

    @Test // RFC 6749 §3.1: parameters stand once, and one without a value counts as absent
    void a_parameter_that_may_stand_once_is_refused_twice_and_empty_is_absent() {
        var parameters = Parameters.parse("a=1&a=2&b=&c=3");
        assertThatThrownBy(() -> parameters.one("a")).isInstanceOf(Parameters.Repeated.class);
        assertThat(parameters.one("b")).isEmpty();
        assertThat(parameters.one("c")).contains("3");
        assertThat(parameters.repeated()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.1.128/25, 192.168.1.127, false",
        "192.168.1.128/25, 192.168.1.200, true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, 2001:db8::1, false",
        "0.0.0.0/0, 203.0.113.9, true",
    })
    void a_network_holds_the_addresses_it_says(String network, String address, boolean held) {
        assertThat(Networks.of(List.of(network)).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "example.org", "10.0.0.0/x", ""})
    void what_is_no_network_is_refused_by_name(String entry) {
        assertThatThrownBy(() -> Networks.of(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/8");
    }

    @Test // U6: hosts that share an IPv6 network share a counter, IPv4 hosts do not
    void fairness_counts_by_address_or_by_64_bit_network() {
        assertThat(Networks.of(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6")))
                .isEqualTo(Networks.of(InetAddress.ofLiteral("2001:db8:1:2::9")));
        assertThat(Networks.of(InetAddress.ofLiteral("203.0.113.1")))
                .isNotEqualTo(Networks.of(InetAddress.ofLiteral("203.0.113.2")));
    }

    @Test
    void a_literal_segment_wins_over_a_name() {
        Endpoint none = _ -> Reply.empty(200);
        var routes = new Routes().get("/a/{x}", none).get("/a/b", none).get("/r/{rest...}", none);
        assertThat(routes.match("/a/b").orElseThrow().route().pattern()).isEqualTo("/a/b");
        assertThat(routes.match("/a/c").orElseThrow().parameters()).containsEntry("x", "c");
        assertThat(routes.match("/r/1/2").orElseThrow().parameters()).containsEntry("rest", "1/2");
        assertThat(routes.match("/a/")).isEmpty();
        assertThat(routes.match("/a/b/c")).isEmpty();
    }

    @Test // RFC 6749 §5.2: the characters an error_description may have
    void an_error_description_keeps_to_its_characters() {
        assertThat(Errors.oauthText("say \"no\" \\ ü\n")).isEqualTo("say 'no' / ??");
    }

    private static boolean hasNoLoneSurrogate(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
