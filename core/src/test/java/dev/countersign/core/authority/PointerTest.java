package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.core.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PointerTest {
    private static final JsonNode RFC = StrictJson.parse("""
            {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\\\j": 5, "k\\"l": 6, " ": 7, "m~n": 8,
             "~1": 9, "01": 10, "n": null}""");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/foo/0,\"bar\"",
                "/foo/1,\"baz\"",
                "/,0",
                "/a~1b,1",
                "/c%d,2",
                "/e^f,3",
                "/g|h,4",
                "/i\\j,5",
                "/k\"l,6",
                "`/ `,7",
                "/m~0n,8",
                "/~01,9",
                "/01,10",
                "/n,null"
            })
    void finds_what_the_rfc_says(String pointer, String value) { // RFC 6901 §5
        assertThat(new Pointer(pointer).in(RFC)).contains(StrictJson.parse(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/foo/2",
                "/foo/-",
                "/foo/00",
                "/foo/01",
                "/foo/+1",
                "/foo/99999999999",
                "/foo/0/x",
                "/bar",
                "/n/x"
            })
    void what_is_not_there_is_not_found(String pointer) { // RFC 6901 §7
        assertThat(new Pointer(pointer).in(RFC)).isEmpty();
    }

    @Test
    void the_empty_pointer_is_the_whole() { // RFC 6901 §5
        assertThat(Pointer.ROOT.in(RFC)).contains(RFC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "#/path", "/~", "/~2", "/a~", "a/b"})
    void anything_else_is_no_pointer(String text) { // RFC 6901 §3
        assertThatIllegalArgumentException().isThrownBy(() -> new Pointer(text));
    }
}
