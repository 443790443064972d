package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is looked for in the log is found, and what is rare does not make a search read the whole log. */
@ParameterizedClass
@EnumSource(Database.class)
class EventSearchTest {
    private static final Instant BEGAN = Instant.parse("2026-11-01T00:00:00Z");
    private static final EventSearch ALL = search(Optional.empty(), Optional.empty(), List.of(), Long.MAX_VALUE, 10);

    private final Database database;

    @TempDir
    Path folder;

    private Store store;

    EventSearchTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        store = Store.open(database.url(folder), InstantSource.system());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static EventSearch search(
            Optional<String> owner, Optional<String> agent, List<String> members, long before, int most) {
        return new EventSearch(
                owner,
                agent,
                Optional.empty(),
                Optional.empty(),
                members,
                Optional.empty(),
                Optional.empty(),
                before,
                most);
    }

    private void happen(int from, int to, String owner, String agent, String tool) {
        store.write(tx -> {
            for (var i = from; i < to; i++) {
                tx.events()
                        .append(new Events.Entry(
                                "e" + i,
                                "record-call",
                                BEGAN.plusSeconds(i),
                                Optional.of(owner),
                                Optional.of("cl"),
                                Optional.of(agent),
                                Optional.empty(),
                                Optional.of("gr_" + i % 2),
                                Optional.empty(),
                                Optional.empty(),
                                "c2FsdA",
                                "{\"outcome\":\"ok\",\"tool\":\"" + tool + "\"}"));
            }
            return true;
        });
    }

    private List<String> found(EventSearch search) {
        return store.read(tx -> tx.events().search(search)).entries().stream()
                .map(stored -> stored.entry().id())
                .toList();
    }

    @Test
    void pages_follow_each_other_without_a_gap() { // issue 7 §7
        happen(0, 25, "ada", "a", "read");
        var first = store.read(tx -> tx.events().search(ALL));
        var second = store.read(tx -> tx.events()
                .search(search(
                        Optional.of("ada"),
                        Optional.empty(),
                        List.of(),
                        first.next().orElseThrow().seq(),
                        20)));

        assertThat(found(ALL)).startsWith("e24").endsWith("e15");
        assertThat(second.entries())
                .extracting(stored -> stored.entry().id())
                .startsWith("e14")
                .endsWith("e0");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void every_filter_finds_its_own_and_nothing_else() { // issue 7 §7
        happen(0, 4, "ada", "a", "read_note");
        happen(4, 8, "bob", "b", "read%note");

        assertThat(found(search(Optional.of("ada"), Optional.empty(), List.of(), Long.MAX_VALUE, 10)))
                .containsExactly("e3", "e2", "e1", "e0");
        assertThat(found(search(Optional.empty(), Optional.of("b"), List.of(), Long.MAX_VALUE, 10)))
                .containsExactly("e7", "e6", "e5", "e4");
        assertThat(found(search(
                        Optional.empty(), Optional.empty(), List.of("\"tool\":\"read%note\""), Long.MAX_VALUE, 10)))
                .containsExactly("e7", "e6", "e5", "e4");
        assertThat(found(new EventSearch(
                        Optional.of("ada"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("gr_1"),
                        List.of(),
                        Optional.of(BEGAN.plusSeconds(2)),
                        Optional.of(BEGAN.plusSeconds(7)),
                        Long.MAX_VALUE,
                        10)))
                .containsExactly("e3");
        assertThat(found(new EventSearch(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.of(BEGAN.plusSeconds(900)),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        10)))
                .isEmpty();
    }

    @Test
    void what_is_rare_is_searched_for_a_bounded_while_and_then_on_from_there() { // issue 7 proof: 1,000,000 events
        happen(0, 1, "ada", "rare", "read");
        happen(1, EventSearch.LOOKED_THROUGH + 10, "ada", "often", "read");
        var first = store.read(tx ->
                tx.events().search(search(Optional.of("ada"), Optional.of("rare"), List.of(), Long.MAX_VALUE, 10)));
        var next = first.next().orElseThrow();

        assertThat(first.entries()).isEmpty();
        assertThat(next.at()).isEqualTo(BEGAN.plusSeconds(10));
        assertThat(found(search(Optional.of("ada"), Optional.of("rare"), List.of(), next.seq(), 10)))
                .containsExactly("e0");
    }
}
