package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.core.json.StrictJson;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class InAndMaxTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | true",
                "1.00 | true",
                "1e0 | true",
                "\"1\" | false",
                "1.0000000000000000001 | false",
                "true | false",
                "{\"b\":[2,\"\\u0061\"],\"a\":null} | true",
                "{\"a\":null,\"b\":[\"a\",2]} | false",
                "{\"a\":null} | false",
                "[1] | false",
                "null | false",
                "9007199254740992 | true",
                "9007199254740993 | false",
                "1e400 | false"
            })
    void in_compares_values_and_not_spellings(String value, boolean permitted) { // DESIGN Authority: in
        Constraint in = Constraint.In.of(StrictJson.parse("[1, {\"a\":null,\"b\":[2,\"a\"]}, 9007199254740992]")
                .valueStream()
                .toList());
        assertThat(in.permits(StrictJson.parse(value))).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | true",
                "10.0 | true",
                "-1e400 | true",
                "10.00000000000000000001 | false",
                "1e400 | false",
                "\"1\" | false",
                "null | false",
                "[1] | false",
                "1e-999999999 | true",
                "1e999999999 | false"
            })
    void max_compares_exactly_and_only_numbers(String value, boolean permitted) { // DESIGN Authority: max
        assertThat(Constraint.Max.of(10).permits(StrictJson.parse(value))).isEqualTo(permitted);
    }

    @Test
    void a_double_that_is_no_number_is_not_permitted() { // DESIGN: fail closed
        assertThat(Constraint.Max.of(1).permits(JsonNodeFactory.instance.numberNode(Double.NaN)))
                .isFalse();
        assertThat(Constraint.In.NOTHING.permits(JsonNodeFactory.instance.numberNode(Double.NaN)))
                .isFalse();
    }

    @Test
    void a_limit_that_canonical_json_would_round_cannot_be_granted() { // RFC 8785 Appendix D
        assertThatIllegalArgumentException().isThrownBy(() -> new Constraint.Max(new BigDecimal("9007199254740993")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Constraint.In.of(List.of(StrictJson.parse("[0.10000000000000001]"))));
        assertThat(new Constraint.Max(new BigDecimal("0.10"))).isEqualTo(new Constraint.Max(new BigDecimal("0.1")));
        assertThat(new Constraint.Max(new BigDecimal("0e9"))).isEqualTo(Constraint.Max.of(0));
    }

    @Test
    void two_limits_leave_what_both_permit() { // DESIGN Authority: meet
        Constraint in =
                Constraint.In.of(StrictJson.parse("[1,2,3,\"a\"]").valueStream().toList());
        assertThat(in.meet(Constraint.Max.of(2)))
                .isEqualTo(
                        Constraint.In.of(StrictJson.parse("[1,2]").valueStream().toList()));
        assertThat(Constraint.Max.of(2).meet(in)).isEqualTo(in.meet(Constraint.Max.of(2)));
        assertThat(in.meet(Constraint.In.strings("a", "b"))).isEqualTo(Constraint.In.strings("a"));
        assertThat(Constraint.Max.of(2).meet(Constraint.Max.of(3))).isEqualTo(Constraint.Max.of(2));
        assertThat(Constraint.In.strings("a").meet(Constraint.In.strings("b")).isNothing())
                .isTrue();
    }
}
