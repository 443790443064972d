package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** DESIGN Authority: each constraint is a set of values. Tried out over every pair and triple of a small world. */
class ConstraintLawsTest {
    @Test
    void the_meet_permits_exactly_the_common_values() { // DESIGN Authority: each member is a meet-semilattice
        for (Constraint a : Some.CONSTRAINTS) {
            for (Constraint b : Some.CONSTRAINTS) {
                for (JsonNode value : Some.VALUES) {
                    assertThat(a.meet(b).permits(value))
                            .as("%s and %s with %s", a, b, value)
                            .isEqualTo(a.permits(value) && b.permits(value));
                }
            }
        }
    }

    @Test
    void the_meet_is_the_greatest_lower_bound() { // DESIGN Authority: each member is a meet-semilattice
        for (Constraint a : Some.CONSTRAINTS) {
            for (Constraint b : Some.CONSTRAINTS) {
                Constraint meet = a.meet(b);
                assertThat(meet).isEqualTo(b.meet(a));
                assertThat(a.narrows(b)).as("%s narrows %s", a, b).isEqualTo(meet.equals(a));
                assertThat(meet.narrows(a) && meet.narrows(b)).isTrue();
                for (Constraint c : Some.CONSTRAINTS) {
                    assertThat(c.narrows(a) && c.narrows(b))
                            .as("%s below %s and %s", c, a, b)
                            .isEqualTo(c.narrows(meet));
                    assertThat(meet.meet(c)).isEqualTo(a.meet(b.meet(c)));
                }
            }
        }
    }

    @Test
    void who_narrows_permits_no_more() { // DESIGN Authority: order and meaning agree
        for (Constraint a : Some.CONSTRAINTS) {
            for (Constraint b : Some.CONSTRAINTS) {
                if (a.narrows(b)) {
                    assertThat(Some.VALUES).allMatch(value -> !a.permits(value) || b.permits(value));
                }
            }
        }
    }
}
