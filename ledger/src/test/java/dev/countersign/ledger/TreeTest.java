package dev.countersign.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Digest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TreeTest {
    /** The eight leaves and roots that implementations of RFC 6962 have shared since the first one. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void the_published_roots_come_out() { // RFC 6962 §2.1
        assertThat(new Tree(0, TreeTest::none).root().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        var growth = new Growth(0, TreeTest::none);
        for (var i = 0; i < LEAVES.size(); i++) {
            growth.append(Hashes.leaf(HexFormat.of().parseHex(LEAVES.get(i))));
            assertThat(growth.tree().root().hex()).isEqualTo(ROOTS.get(i));
        }
    }

    @Test
    void the_published_proofs_come_out() { // RFC 6962 §2.1.1, §2.1.2
        var growth = new Growth(0, TreeTest::none);
        LEAVES.forEach(leaf -> growth.append(Hashes.leaf(HexFormat.of().parseHex(leaf))));

        assertThat(growth.tree().inclusion(0).path())
                .extracting(Digest::hex)
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(growth.tree().consistency(6).path())
                .extracting(Digest::hex)
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Property(tries = 60)
    void however_it_grew_the_root_is_the_textbooks( // RFC 6962 §2.1, C2SP tlog-tiles
            @ForAll @IntRange(max = 1400) int size, @ForAll @IntRange(min = 1, max = 700) int step) {
        var grown = Grown.of(size, step);

        assertThat(grown.tree().root()).isEqualTo(Grown.root(grown.leaves));
        assertThat(grown.tree().root(size / 2)).isEqualTo(Grown.root(grown.leaves.subList(0, size / 2)));
    }

    @Property(tries = 300)
    void every_leaf_is_proved_and_no_other_is( // RFC 6962 §2.1.1
            @ForAll @IntRange(min = 1, max = 700) int size, @ForAll @IntRange(max = 699) int pick) {
        var grown = Grown.of(size, 256);
        var index = pick % size;
        var root = grown.tree().root();
        var proof = grown.tree().inclusion(index);

        assertThat(proof.proves(grown.leaves.get(index), root)).isTrue();
        assertThat(proof.proves(Digest.of("other"), root)).isFalse();
        assertThat(proof.proves(grown.leaves.get(index), Digest.of("other"))).isFalse();
        var elsewhere = (index + 1) % size;
        if (elsewhere != index) {
            assertThat(new Inclusion(elsewhere, size, proof.path()).proves(grown.leaves.get(index), root))
                    .isFalse();
        }
        for (var i = 0; i < proof.path().size(); i++) {
            var wrong = new ArrayList<>(proof.path());
            wrong.set(i, Digest.of("wrong"));
            assertThat(new Inclusion(index, size, wrong).proves(grown.leaves.get(index), root))
                    .isFalse();
            wrong.remove(i);
            assertThat(new Inclusion(index, size, wrong).proves(grown.leaves.get(index), root))
                    .isFalse();
        }
    }

    @Property(tries = 300)
    void growth_is_proved_and_a_fork_is_not( // RFC 6962 §2.1.2
            @ForAll @IntRange(max = 700) int one, @ForAll @IntRange(max = 700) int other) {
        var size = Math.max(one, other);
        var earlier = Math.min(one, other);
        var grown = Grown.of(size, 300);
        var proof = grown.tree().consistency(earlier);
        var before = Grown.root(grown.leaves.subList(0, earlier));

        assertThat(proof.proves(before, grown.tree().root())).isTrue();
        assertThat(proof.proves(Digest.of("forked"), grown.tree().root())).isFalse();
        if (earlier > 0) assertThat(proof.proves(before, Digest.of("forked"))).isFalse();
        for (var i = 0; i < proof.path().size(); i++) {
            var wrong = new ArrayList<>(proof.path());
            wrong.set(i, Digest.of("wrong"));
            assertThat(new Consistency(earlier, size, wrong)
                            .proves(before, grown.tree().root()))
                    .isFalse();
        }
    }

    @Test
    void a_lost_tile_is_named() { // DESIGN Ledger: fails closed
        var grown = Grown.of(600, 600);
        grown.tiles.remove("0/1");

        assertThatThrownBy(() -> grown.tree().inclusion(300))
                .isInstanceOf(TileSource.MissingTile.class)
                .hasMessageContaining("0/1");
    }

    private static byte[] none(int level, long index, int width) {
        throw new TileSource.MissingTile(level, index);
    }
}
