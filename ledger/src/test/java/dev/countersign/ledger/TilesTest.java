package dev.countersign.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilesTest {
    @Test
    void a_path_is_spelled_as_published() { // C2SP tlog-tiles: index 1234067
        assertThat(new TilePath(0, 1_234_067, 256)).hasToString("0/x001/x234/067");
        assertThat(new TilePath(TilePath.ENTRIES, 0, 3)).hasToString("entries/000.p/3");
    }

    @Test
    void a_tree_of_70000_has_the_published_tiles() { // C2SP tlog-tiles: partial tiles
        var grown = Grown.of(70_000, 9_000);

        assertThat(grown.tiles.keySet().stream().filter(name -> name.startsWith("0/")))
                .hasSize(274);
        assertThat(grown.tiles.get("0/273")).hasSize(112 * 32);
        assertThat(grown.tiles.get("1/0")).hasSize(256 * 32);
        assertThat(grown.tiles.get("1/1")).hasSize(17 * 32);
        assertThat(grown.tiles.get("2/0")).hasSize(32);
        assertThat(grown.tiles).hasSize(277);
        assertThat(grown.tree().root()).isEqualTo(Grown.root(grown.leaves));
    }

    @Property
    void a_path_has_one_spelling( // C2SP tlog-tiles
            @ForAll @IntRange(min = -1, max = 63) int level,
            @ForAll @LongRange(max = 999_999_999_999L) long index,
            @ForAll @IntRange(min = 1, max = 256) int width) {
        var path = new TilePath(level, index, width);

        assertThat(TilePath.parse(path.toString())).contains(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0/",
                "00/000",
                "64/000",
                "0/0",
                "0/x000/000",
                "0/000.p/0",
                "0/000.p/256",
                "0/000.p/01",
                "0/001/002",
                "entries/1000",
                "0/000/",
                "-1/000",
                "0/000.p/",
                "../000",
                "0/x01/000"
            })
    void anything_else_is_no_path(String path) { // C2SP tlog-tiles
        assertThat(TilePath.parse(path)).isEmpty();
    }

    @Test
    void a_bundle_gives_back_its_entries() { // C2SP tlog-tiles: log entries
        var entries = List.of(new byte[0], new byte[] {1, 2, 3}, new byte[65_535]);
        var bundle = EntryBundle.encode(entries);

        assertThat(bundle).hasSize(6 + 3 + 65_535);
        assertThat(EntryBundle.decode(bundle)).containsExactlyElementsOf(entries);
        assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[65_536])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.decode(new byte[] {0, 2, 1})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.decode(new byte[] {0})).isInstanceOf(IllegalArgumentException.class);
    }
}
