package dev.countersign.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a grant has of a tool. */
class PinTest {
    private static final String READ = "{\"name\":\"%s\",\"annotations\":{\"readOnlyHint\":true}}";

    @Test // DESIGN Gateway: the stricter of the class then and the class now counts
    void a_tool_that_is_the_same_may_be_called_as_the_stricter_class() {
        Catalogue then = catalogue(Map.of(), READ.formatted("a"));
        Catalogue now = catalogue(Map.of("a", Access.WRITE), READ.formatted("a"));

        assertThat(Pin.of(then, now, "a"))
                .isInstanceOfSatisfying(
                        Pin.Usable.class,
                        usable -> assertThat(usable.tool().access()).isEqualTo(Access.WRITE));
        assertThat(Pin.of(now, then, "a"))
                .isInstanceOfSatisfying(
                        Pin.Usable.class,
                        usable -> assertThat(usable.tool().access()).isEqualTo(Access.WRITE));
    }

    @Test // DESIGN Gateway: a changed or new tool does not exist for that grant; issue 5.5: why
    void any_other_does_not_exist_for_the_grant_and_it_is_said_why() {
        Catalogue then = catalogue(Map.of(), READ.formatted("a"), READ.formatted("gone"));
        Catalogue now = catalogue(
                Map.of(),
                "{\"name\":\"a\",\"description\":\"other\",\"annotations\":{\"readOnlyHint\":true}}",
                READ.formatted("new"));

        assertThat(why(then, now, "a")).contains("definition has changed");
        assertThat(why(then, now, "new")).contains("newer than what the human saw");
        assertThat(why(then, now, "gone")).contains("not offer this tool any more");
        assertThat(why(then, now, "none")).contains("no tool of this name at s");
    }

    private static String why(Catalogue then, Catalogue now, String name) {
        return Pin.of(then, now, name) instanceof Pin.Missing(String why) ? why : "usable";
    }

    private static Catalogue catalogue(Map<String, Access> operator, String... definitions) {
        return Catalogue.of(
                "s", Stream.of(definitions).map(StrictJson::parse).toList(), new Classification(operator, true));
    }
}
