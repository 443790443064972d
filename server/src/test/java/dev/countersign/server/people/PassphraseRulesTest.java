package dev.countersign.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eleven char",
                "Password1234",
                "passwordpassword",
                "P@$$wordp@$$word",
                "QwertyUiop123456",
                "Correct Horse Battery Staple!",
                "aaaaaaaaaaaaaaaa",
                "abababababababab",
                "123456789012345",
                "zyxwvutsrqponml",
                "ada lovelace 1815",
                "countersigncountersign"
            })
    void what_everybody_thinks_of_is_refused(String passphrase) { // issue 2 §4
        assertThat(PassphraseRules.objection(passphrase, List.of("ada lovelace", "countersign")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seven herons over slate",
                "kT9#wq!zPl2m",
                "twelve chars",
                "编辑者在石板上飞过七只苍鹭",
                "🦆🌧️🪨🍵🎻🧭🪵🐚🌾🛶🔔🧶"
            })
    void what_only_one_person_thinks_of_is_taken(String passphrase) { // NIST SP 800-63B §3.1.1.2
        assertThat(PassphraseRules.objection(passphrase, List.of("ada", "countersign")))
                .isEmpty();
    }

    @Test
    void length_is_counted_in_characters_and_not_in_bytes() { // issue 2 §4: at least 12 characters
        assertThat(PassphraseRules.objection("🦆🌧🪨🍵🎻🧭🪵🐚", List.of()))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("8 characters"));
    }

    @Test
    void a_passphrase_is_known_again_however_its_letters_are_composed() { // RFC 8265 §4.2
        try (var passphrases = new Passphrases()) {
            var hash = passphrases.hash("caf\u00e9 au lait\u00a0noir");
            assertThat(hash).startsWith("$argon2id$v=19$m=65536,t=3,p=1$");
            assertThat(passphrases.verify("cafe\u0301 au lait noir", Optional.of(hash)))
                    .isTrue();
            assertThat(passphrases.verify("cafe au lait noir", Optional.of(hash)))
                    .isFalse();
            assertThat(passphrases.verify("nobody has this passphrase", Optional.empty()))
                    .isFalse();
        }
    }
}
