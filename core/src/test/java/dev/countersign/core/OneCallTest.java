package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.json.StrictJson;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One call with exactly its arguments, as an authority. */
class OneCallTest {
    private static final String NOTES = "https://h.example/mcp/notes";

    private static Call call(String arguments) {
        return Call.ofTool(NOTES, "delete_note", Access.DESTRUCTIVE, StrictJson.parse(arguments));
    }

    @Test // issue 7 point 10: the arguments pinned
    void it_permits_these_arguments_and_no_others() {
        var once = OneCall.of(call("{\"name\":\"plan\",\"count\":1}"))
                .orElseThrow()
                .authority();
        assertThat(once.permits(call("{\"count\":1.0,\"name\":\"plan\"}"))).isTrue();
        assertThat(once.permits(call("{\"name\":\"plan\"}"))).isFalse();
        assertThat(once.permits(call("{\"name\":\"plan\",\"count\":1,\"force\":true}")))
                .isFalse();
        assertThat(once.permits(Call.ofTool(
                        NOTES, "delete_all", Access.DESTRUCTIVE, StrictJson.parse("{\"name\":\"plan\",\"count\":1}"))))
                .isFalse();
        assertThat(once.permits(Call.withoutTool(NOTES, Access.DESTRUCTIVE))).isFalse();
        assertThat(once.actions()).containsExactly(Access.DESTRUCTIVE);
    }

    @Test
    void it_is_read_back_from_its_authority() {
        var one = OneCall.of(call("{\"a\":[1,{\"b\":null}]}")).orElseThrow();
        assertThat(OneCall.of(Authority.parse(one.authority().toJson()))).contains(one);
        assertThat(OneCall.of(Authority.everything(NOTES, Access.READ))).isEmpty();
        assertThat(OneCall.of(call("{}")).orElseThrow().authority().permits(call("{}")))
                .isTrue();
    }

    @Test
    void what_cannot_be_shown_whole_cannot_be_asked() { // DESIGN Authority: limits
        assertThat(OneCall.of(call("{\"text\":\"" + "x".repeat(Authority.MAX_BYTES) + "\"}")))
                .isEmpty();
        assertThat(OneCall.of(call("{\"n\":12345678901234567890}"))).isEqualTo(Optional.empty());
        assertThat(OneCall.of(Call.withoutTool(NOTES, Access.DESTRUCTIVE))).isEmpty();
    }
}
