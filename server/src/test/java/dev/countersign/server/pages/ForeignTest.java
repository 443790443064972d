package dev.countersign.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ForeignTest {
    @Test
    void a_name_cannot_turn_the_text_around_it() { // DESIGN Consent
        assertThat(Foreign.name("safe\u202Eevil\u2066x")).isEqualTo("safe\uFFFDevil\uFFFDx");
    }

    @Test
    void a_name_stays_on_one_line() { // DESIGN Consent
        assertThat(Foreign.name("  Claude\r\n\n Code\t1 ")).isEqualTo("Claude Code 1");
    }

    @Test
    void a_long_name_is_cut_and_says_so() { // DESIGN Consent
        assertThat(Foreign.name("x".repeat(500))).hasSize(81).endsWith("…");
    }

    @Test
    void marks_cannot_be_piled_over_the_lines_above() { // DESIGN Consent
        assertThat(Foreign.name("a" + "\u0300".repeat(40))).hasSize(4);
    }

    @Test
    void ordinary_writing_is_left_alone() { // DESIGN Consent
        assertThat(Foreign.name("Éditeur 編集者 🛠 नमस्ते")).isEqualTo("Éditeur 編集者 🛠 नमस्ते");
    }

    @Property
    void whatever_comes_in_is_bounded_and_visible(@ForAll String text) { // DESIGN Consent
        var shown = Foreign.text(text, 30);
        assertThat(shown.codePointCount(0, shown.length())).isLessThanOrEqualTo(31);
        assertThat(shown.codePoints()
                        .filter(point -> Character.isISOControl(point) || Character.getType(point) == Character.FORMAT))
                .isEmpty();
    }
}
