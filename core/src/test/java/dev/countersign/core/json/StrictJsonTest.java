package dev.countersign.core.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890",
                "-12345678901234567890123456789012345678901234567890",
                "1.10",
                "0.1000000000000000055511151231257827021181583404541015625",
                "[1,2.50,{\"a\":\"\\u0001\",\"b\":null,\"c\":[true,false]}]",
                "\"\uD83D\uDE00\""
            })
    void what_was_parsed_is_written_back_unchanged(String text) { // DESIGN Gateway: what was parsed is forwarded
        assertThat(StrictJson.writeString(StrictJson.parse(text))).isEqualTo(text);
        assertThat(StrictJson.write(StrictJson.parse(text.getBytes(UTF_8)))).isEqualTo(text.getBytes(UTF_8));
    }

    @Test
    void a_number_beyond_a_double_keeps_its_value() { // DESIGN Gateway: what was parsed is forwarded
        assertThat(StrictJson.writeString(StrictJson.parse("1e400"))).isEqualTo("1E+400");
        assertThat(StrictJson.writeString(StrictJson.parse("1e-999999999"))).isEqualTo("1E-999999999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "1 2",
                "{} {}",
                "[1,]",
                "{\"a\":1,}",
                "[,1]",
                "nul",
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "01",
                "1.",
                ".5",
                "1e99999999999",
                "'a'",
                "{a:1}",
                "// c\n1",
                "\"\n\"",
                "\"\\x\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud800\":1}",
                "\uFEFF1",
                "]"
            })
    void what_is_not_one_strict_value_is_refused(String text) { // RFC 8259; DESIGN Gateway: parsed once, strictly
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> StrictJson.parse(text));
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> StrictJson.parse(text.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "[{\"b\":{\"a\":1,\"x\":2,\"a\":3}}]",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":null,\"a\":null}"
            })
    void a_member_twice_is_refused_at_any_depth(String text) { // RFC 7493 §2.3; DESIGN Gateway: no duplicate members
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> StrictJson.parse(text))
                .withMessageContaining("same member twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\u00c0\u0080\"", // overlong NUL
                "\"\u00ed\u00a0\u0080\"", // a surrogate in three bytes
                "\"\u00f4\u0090\u0080\u0080\"", // beyond U+10FFFF
                "\"\u00ff\"",
                "\"\u00c3\"",
                "\u00ef\u00bb\u00bf1", // byte order mark
                "\u00fe\u00ff\u00001", // UTF-16
                "1\u0000\u0000\u0000" // UTF-32
            })
    void bytes_that_are_not_utf_8_are_refused(String bytes) { // RFC 8259 §8.1
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> StrictJson.parse(bytes.getBytes(ISO_8859_1)));
    }

    @Test
    void sixty_four_levels_are_read_and_sixty_five_are_not() { // DESIGN Gateway: parsed once, strictly
        assertThat(StrictJson.parse("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> StrictJson.parse("[".repeat(65) + "]".repeat(65)));
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> StrictJson.parse("{\"a\":".repeat(100_000)));
    }

    @Test
    void size_and_digits_are_bounded() { // DESIGN Gateway: at most 4 MB
        assertThat(StrictJson.parse("1".repeat(1000)).isBigInteger()).isTrue();
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> StrictJson.parse("1".repeat(1001)));
        assertThat(StrictJson.parse("[1]".getBytes(UTF_8), 3).size()).isOne();
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> StrictJson.parse("[1]".getBytes(UTF_8), 2));
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> StrictJson.parse("[1]", 2));
        String long30 = "\"" + "x".repeat(30_000_000) + "\"";
        assertThat(StrictJson.parse(long30, 40_000_000).stringValue()).hasSize(30_000_000);
    }

    @Test
    void the_message_names_the_place_and_never_the_text() { // DESIGN Errors; secrets never in errors
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> StrictJson.parse("{\"token\": cs_rt_secret}"))
                .withMessageContaining("line 1, column")
                .withMessageNotContaining("secret")
                .withNoCause();
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> StrictJson.parse("{\"secret\":1,\"secret\":2}"))
                .withMessageNotContaining("secret");
    }
}
