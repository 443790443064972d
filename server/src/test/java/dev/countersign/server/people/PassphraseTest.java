package dev.countersign.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// issue 2 point 4: Argon2id, at least 12 characters, not a common one.
class PassphraseTest {
    private static final List<String> CONTEXT = List.of("ada", "countersign");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "elevenchars",
                "aaaaaaaaaaaaaaaa",
                "abcdefghijklmnop",
                "123456789012345",
                "passwordpassword",
                "P@ssword12345",
                "countersign1!",
                "abababababab"
            })
    void what_is_short_common_or_repeats_itself_is_refused(String passphrase) {
        assertThat(PassphraseRules.objection(passphrase, CONTEXT)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"orchard lantern nine", "Tr0mbone&velvet!", "кошка любит молоко", "🐢🍵🚲🌧️🎻🪁🧭🪵🫖🧶🪴🛶"})
    void what_is_long_and_uncommon_is_taken_in_any_script(String passphrase) {
        assertThat(PassphraseRules.objection(passphrase, CONTEXT)).isEmpty();
    }

    @Test
    void a_passphrase_is_known_again_however_it_was_composed() {
        try (var passphrases = new Passphrases()) {
            var hash = passphrases.hash("cafe\u0301 au lait, twice");
            assertThat(hash).startsWith("$argon2id$v=19$m=65536,t=3,p=1$").doesNotContain("lait");
            assertThat(passphrases.verify("caf\u00e9 au lait, twice", Optional.of(hash)))
                    .isTrue();
            assertThat(passphrases.verify("cafe au lait, twice", Optional.of(hash)))
                    .isFalse();
        }
    }

    @Test // issue 2 point 4: no account enumeration
    void nobody_has_any_passphrase() {
        try (var passphrases = new Passphrases()) {
            assertThat(passphrases.verify("nobody has this passphrase", Optional.empty()))
                    .isFalse();
        }
    }

    @Test // D2.1: guesses cannot take the machine's memory
    void a_flood_of_guesses_is_refused_instead_of_queued_for_ever() throws Exception {
        try (var passphrases = new Passphrases();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var hash = Optional.of(passphrases.hash("orchard lantern nine"));
            var guesses = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < 60; i++) guesses.add(() -> passphrases.verify("a wrong guess", hash));
            var answers = threads.invokeAll(guesses);
            assertThatThrownBy(() -> {
                        for (var answer : answers) answer.get();
                    })
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(Passphrases.Busy.class);
        }
    }
}
