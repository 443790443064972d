package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReductionTest {
    private static final String FILES = "http://localhost:8420/mcp/files";
    private static final String NOTES = "http://localhost:8420/mcp/notes";
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Grant GRANT = SampleGrants.adas(
            "gr_1",
            Authority.of(
                    Permission.everything(FILES, Access.WRITE),
                    Permission.everything(NOTES, Access.READ).withTools(List.of("list_notes", "read_note"))),
            NOW);

    @Test
    void the_level_sinks_everywhere_and_what_was_below_it_stays() { // issue 4 point 4: narrow
        var less = access(Access.READ).of(GRANT, NOW);
        assertThat(less.authority())
                .isEqualTo(Authority.of(
                        Permission.everything(FILES, Access.READ),
                        Permission.everything(NOTES, Access.READ).withTools(List.of("list_notes", "read_note"))));
        assertThatThrownBy(() -> access(Access.DESTRUCTIVE).of(GRANT, NOW)).isInstanceOf(Reduction.NotLess.class);
    }

    @Test
    void tools_shrink_where_they_are_named_and_nowhere_else() { // issue 4 point 4: narrow
        assertThat(tools(NOTES, "read_note").of(GRANT, NOW).authority())
                .isEqualTo(Authority.of(
                        Permission.everything(FILES, Access.WRITE),
                        Permission.everything(NOTES, Access.READ).withTools(List.of("read_note"))));
        assertThat(tools(FILES, "read_file").of(GRANT, NOW).authority().at(FILES))
                .isEqualTo(
                        Authority.of(Permission.everything(FILES, Access.WRITE).withTools(List.of("read_file"))));
        assertThatThrownBy(() -> tools(NOTES, "delete_note").of(GRANT, NOW)).isInstanceOf(Reduction.NotLess.class);
    }

    @Test
    void every_result_narrows_what_there_was() { // DESIGN Authority: the algebra decides
        for (var reduction : List.of(access(Access.READ), access(Access.WRITE), tools(NOTES, "list_notes"))) {
            assertThat(reduction.of(GRANT, NOW).authority().narrows(GRANT.authority()))
                    .isTrue();
        }
        var wider = Authority.everything(NOTES, Access.READ);
        assertThatThrownBy(() -> new Reduction(
                                Optional.empty(), Map.of(), Optional.of(wider), Optional.empty(), Optional.empty())
                        .of(GRANT, NOW))
                .isInstanceOf(Reduction.NotLess.class);
    }

    @Test
    void an_end_only_comes_nearer_and_not_into_the_past() { // DESIGN Time
        assertThat(until(NOW.plusSeconds(60)).of(GRANT, NOW).until()).isEqualTo(NOW.plusSeconds(60));
        assertThatThrownBy(() -> until(GRANT.until().plusSeconds(1)).of(GRANT, NOW))
                .isInstanceOf(Reduction.NotLess.class);
        assertThatThrownBy(() -> until(NOW).of(GRANT, NOW)).isInstanceOf(Reduction.NotLess.class);
    }

    @Test
    void nothing_named_and_nothing_left_are_no_narrowing() { // issue 4 point 4: narrow
        assertThatThrownBy(() -> new Reduction(
                                Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty())
                        .of(GRANT, NOW))
                .hasMessageContaining("Nothing was named");
        assertThatThrownBy(() -> new Reduction(
                                Optional.empty(),
                                Map.of(),
                                Optional.of(Authority.NONE),
                                Optional.empty(),
                                Optional.empty())
                        .of(GRANT, NOW))
                .hasMessageContaining("revoke");
    }

    private static Reduction access(Access access) {
        return new Reduction(Optional.of(access), Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Reduction tools(String location, String... names) {
        return new Reduction(
                Optional.empty(),
                Map.of(location, Set.of(names)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Reduction until(Instant end) {
        return new Reduction(Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Optional.of(end));
    }
}
