package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "b-c-d-f-g-h-j-k", "BCDF–GHJK", "bcdf\u00a0ghjk"})
    void case_dashes_and_spaces_do_not_matter(String typed) { // RFC 8628 §6.1, DESIGN Device grant
        assertThat(UserCode.parse(typed)).contains(new UserCode("BCDFGHJK"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BCDF-GHJ", "BCDF-GHJKL", "ACDF-GHJK", "BCDF-GH1K", "BCDF.GHJK", "ВCDFGHJK"})
    void nothing_else_is_a_code(String typed) { // DESIGN Device grant
        assertThat(UserCode.parse(typed)).isEmpty();
    }

    @Property
    void every_code_is_read_back_as_it_is_shown(@ForAll java.util.Random random) { // RFC 8628 §6.1
        var code = UserCode.random(random::nextInt);
        assertThat(code.shown()).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
        assertThat(UserCode.parse(code.shown())).contains(code);
    }

    @Property
    void reading_any_text_ends_quickly_and_well(@ForAll String text) { // issue 3 Bad input
        UserCode.parse(text).ifPresent(code -> assertThat(code.letters()).hasSize(8));
    }
}
