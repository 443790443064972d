package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.core.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class UnderTest {
    private static final Constraint NOTES = Constraint.Under.of("/srv/notes/");

    private static boolean permits(Constraint constraint, String path) {
        return constraint.permits(JsonNodeFactory.instance.stringNode(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/notes",
                "/srv/notes/",
                "/srv/notes/a",
                "/srv/notes/a/b.txt",
                "/srv/notes/.hidden",
                "/srv/notes/a..b",
                "/srv/notes/100%",
                "/srv/notes/a b/c",
                "/srv/notes/\u00fcber/\u65e5\u672c"
            })
    void the_folder_and_what_is_in_it_is_permitted(String path) { // DESIGN Authority: under
        assertThat(permits(NOTES, path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/srv",
                "/srv/note",
                "/srv/notesX",
                "/srv/notes.txt",
                "/SRV/notes/a",
                "srv/notes/a",
                "./a",
                "../srv/notes/a",
                "~/a",
                "file:///srv/notes/a",
                "C:/srv/notes/a",
                " /srv/notes/a",
                "/srv/notes/..",
                "/srv/notes/../x",
                "/srv/notes/a/../../x",
                "/srv/notes/./a",
                "/srv/notes/.",
                "/srv//notes/a",
                "//srv/notes/a",
                "/srv/notes//a",
                "/srv/notes//",
                "/srv/notes/%2e%2e/x",
                "/srv/notes/%2E./x",
                "/srv/notes/%252e%252e/x",
                "/srv/notes%2f..%2fx",
                "/srv/notes/%00",
                "/srv/notes/..\\x",
                "\\srv\\notes\\a",
                "/srv/notes/a\\b",
                "/srv/notes/\u0000",
                "/srv/notes/a\u0000/../../x",
                "/srv/notes/a\n",
                "/srv/notes/\u007f",
                "/srv/notes/.. /x",
                "/srv/notes/. ./x",
                "/srv/notes/.../x",
                "/srv/notes/ /x",
                "/srv/notes/\uff0e\uff0e/x",
                "/srv/notes/\u2024\u2024/x",
                "/srv/notes/\u2025/x",
                "/srv/notes/a\uff0f..\uff0fx",
                "/srv/notes/a\uff3cx",
                "/srv/notes/\uff052e/x",
                "/srv/notes/.\u200b./x",
                "/srv/notes/\u202ea",
                "/srv/notes/\ufeff",
                "/srv/notes/\u2028a",
                "/srv/notes/\ud800"
            })
    void a_path_outside_or_that_may_be_read_as_outside_is_not(String path) { // DESIGN Authority: under
        assertThat(permits(NOTES, path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"/srv/notes/a\"]", "{\"path\":\"/srv/notes/a\"}", "null", "true", "1"})
    void what_is_no_string_is_not_permitted(String value) { // DESIGN Authority: arguments, fail closed
        assertThat(NOTES.permits(StrictJson.parse(value))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "notes", "/srv/../notes", "/srv//notes", "/srv/%2e%2e", "/a\\b", "/a\u0000"})
    void a_folder_that_is_not_plain_cannot_be_granted(String folder) { // DESIGN Authority: under
        assertThatIllegalArgumentException().isThrownBy(() -> Constraint.Under.of(folder));
    }

    @Test
    @org.junit.jupiter.api.Timeout(10)
    void a_path_longer_than_any_is_outside_and_costs_nothing() { // DESIGN Authority: what a hostile call costs
        String accents = "/srv/a" + "\u0300".repeat(150_000) + "\u0316".repeat(150_000);
        assertThat(Constraint.Under.of("/srv/").permits(JsonNodeFactory.instance.stringNode(accents)))
                .isFalse();
    }

    @Test
    void folders_have_one_spelling_and_inner_ones_are_dropped() { // DESIGN Authority: one normal form
        assertThat(Constraint.Under.of("/srv/notes", "/srv/notes/a/", "/srv/")).isEqualTo(Constraint.Under.of("/srv"));
        assertThat(Constraint.Under.of("/").folders()).containsExactly("/");
        assertThat(Constraint.Under.of("/a", "/ab", "/a-b").folders()).containsExactly("/a-b/", "/a/", "/ab/");
        assertThatIllegalArgumentException().isThrownBy(Constraint.Under::of);
    }

    @Test
    void two_limits_leave_the_deeper_folders() { // DESIGN Authority: meet
        assertThat(Constraint.Under.of("/srv", "/home/a").meet(Constraint.Under.of("/srv/notes", "/home")))
                .isEqualTo(Constraint.Under.of("/srv/notes", "/home/a"));
        assertThat(NOTES.meet(Constraint.Under.of("/srv/note"))).isEqualTo(Constraint.In.NOTHING);
        assertThat(NOTES.meet(Constraint.In.strings("/srv/notes/a", "/srv/notes/../b", "/c")))
                .isEqualTo(Constraint.In.strings("/srv/notes/a"));
        assertThat(NOTES.meet(Constraint.Max.of(3))).isEqualTo(Constraint.In.NOTHING);
    }
}
