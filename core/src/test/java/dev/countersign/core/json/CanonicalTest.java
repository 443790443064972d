package dev.countersign.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class CanonicalTest {
    @Test
    void the_sample_of_the_rfc_gives_its_published_form() { // RFC 8785 §3.2.2 - §3.2.4
        String sample = """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50,
                              2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""";
        assertThat(Canonical.string(StrictJson.parse(sample)))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
        assertThat(Canonical.bytes(StrictJson.parse(sample))).hasSize(135 - 17).contains(0xe2, 0x82, 0xac);
    }

    @Test
    void members_are_sorted_by_utf_16_code_units() { // RFC 8785 §3.2.3
        String sample = """
                {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                 "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control", "\\u00f6": "Latin Small Letter O With Diaeresis"}""";
        assertThat(StrictJson.parse(Canonical.string(StrictJson.parse(sample))).valueStream())
                .extracting(node -> node.stringValue())
                .containsExactly(
                        "Carriage Return",
                        "One",
                        "Control",
                        "Latin Small Letter O With Diaeresis",
                        "Euro Sign",
                        "Emoji: Grinning Face",
                        "Hebrew Letter Dalet With Dagesh");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000,0",
        "8000000000000000,0",
        "0000000000000001,5e-324",
        "8000000000000001,-5e-324",
        "7fefffffffffffff,1.7976931348623157e+308",
        "ffefffffffffffff,-1.7976931348623157e+308",
        "4340000000000000,9007199254740992",
        "c340000000000000,-9007199254740992",
        "4430000000000000,295147905179352830000",
        "44b52d02c7e14af5,9.999999999999997e+22",
        "44b52d02c7e14af6,1e+23",
        "44b52d02c7e14af7,1.0000000000000001e+23",
        "444b1ae4d6e2ef4e,999999999999999700000",
        "444b1ae4d6e2ef4f,999999999999999900000",
        "444b1ae4d6e2ef50,1e+21",
        "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d,0.000001",
        "41b3de4355555553,333333333.3333332",
        "41b3de4355555554,333333333.33333325",
        "41b3de4355555555,333333333.3333333",
        "41b3de4355555556,333333333.3333334",
        "41b3de4355555557,333333333.33333343",
        "becbf647612f3696,-0.0000033333333333333333",
        "43143ff3c1cb0959,1424953923781206.2"
    })
    void numbers_are_written_as_the_rfc_publishes_them(String bits, String expected) { // RFC 8785 Appendix B
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(Canonical.string(JsonNodeFactory.instance.numberNode(value))).isEqualTo(expected);
    }

    @Property
    boolean the_written_number_reads_back_as_the_same_double(@ForAll long bits) { // RFC 8785 §3.2.2.3
        double value = Double.longBitsToDouble(bits);
        return !Double.isFinite(value) || Double.parseDouble(EcmaScriptNumber.format(value)) == value;
    }

    @Property
    boolean no_shorter_number_would_do(@ForAll short exponent, @ForAll long fraction) { // RFC 8785 §3.2.2.3
        double value = Double.longBitsToDouble(((long) (exponent & 0x7fe) << 52) | (fraction >>> 12));
        BigDecimal written = new BigDecimal(EcmaScriptNumber.format(value)).stripTrailingZeros();
        return value == 0
                || written.precision() == 1
                || (rounded(written, java.math.RoundingMode.DOWN) != value
                        && rounded(written, java.math.RoundingMode.UP) != value);
    }

    private static double rounded(BigDecimal written, java.math.RoundingMode mode) {
        return written.round(new java.math.MathContext(written.precision() - 1, mode))
                .doubleValue();
    }

    @Example
    void equal_values_have_equal_bytes_however_they_are_spelled() { // RFC 8785 §1
        assertThat(Canonical.digest(StrictJson.parse("{\"b\":1.0,\"a\":\"\\u0061/\"}")))
                .isEqualTo(Canonical.digest(StrictJson.parse(" { \"a\" : \"a\\/\", \"b\" : 1e0 } ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "[-1e999999999]"})
    void a_number_beyond_a_double_has_no_canonical_form(String text) { // RFC 8785 §3.2.2.3
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> Canonical.string(StrictJson.parse(text)));
        assertThat(Canonical.exact(StrictJson.parse(text))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678901234567890", "{\"a\":[0.10000000000000001]}", "1e-400"})
    void a_number_that_would_be_rounded_has_no_exact_form(String text) { // RFC 8785 Appendix D
        assertThat(Canonical.string(StrictJson.parse(text))).isNotEmpty();
        assertThat(Canonical.exact(StrictJson.parse(text))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.10,1.1", "1e2,100", "0.1,0.1", "-0.0,0", "9007199254740993e0,''", "1e23,1e+23"})
    void a_number_that_keeps_its_value_has_one(String text, String expected) { // RFC 8785 Appendix D
        assertThat(Canonical.exact(StrictJson.parse(text)).orElse("")).isEqualTo(expected);
    }

    @Test
    void half_of_a_surrogate_pair_has_no_canonical_form() { // RFC 8785 §3.2.2.2
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> Canonical.bytes(JsonNodeFactory.instance.stringNode("\ud800")));
    }
}
