package dev.countersign.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Text that no human types must not hold the two threads that look at passphrases. */
class LongPassphraseTest {
    /** Unicode sorts accents by class: this order is the one that costs the square of the length. */
    private static final String ACCENTS = "a" + "\u0300".repeat(150_000) + "\u0316".repeat(150_000);

    @Test
    @Timeout(30)
    void a_run_of_accents_is_no_passphrase_and_costs_nothing() { // DESIGN Throttles: Argon2 has its own two threads
        try (var passphrases = new Passphrases()) {
            assertThat(passphrases.verify(ACCENTS, Optional.empty())).isFalse();
            assertThatThrownBy(() -> passphrases.hash(ACCENTS)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(PassphraseRules.objection(ACCENTS, List.of()))
                .hasValueSatisfying(why -> assertThat(why).contains("1,024"));
    }

    @Test
    void the_longest_passphrase_the_rules_take_is_verified() { // DESIGN Throttles
        var longest = "Quartz wobble tangerine 91 ".repeat(40).substring(0, PassphraseRules.LONGEST);
        try (var passphrases = new Passphrases()) {
            assertThat(PassphraseRules.objection(longest, List.of())).isEmpty();
            assertThat(passphrases.verify(longest, Optional.of(passphrases.hash(longest))))
                    .isTrue();
        }
    }
}
