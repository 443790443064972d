package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree whose tiles are kept in memory, and the textbook's recursion to compare it with. */
final class Grown {
    final List<Digest> leaves = new ArrayList<>();
    final Map<String, byte[]> tiles = new HashMap<>();

    static Grown of(int size, int step) {
        var grown = new Grown();
        while (grown.leaves.size() < size) grown.grow(Math.min(step, size - grown.leaves.size()));
        return grown;
    }

    void grow(int more) {
        var growth = new Growth(leaves.size(), this::tile);
        for (var i = 0; i < more; i++) {
            var leaf = Hashes.leaf(("entry " + leaves.size()).getBytes(StandardCharsets.UTF_8));
            leaves.add(leaf);
            growth.append(leaf);
        }
        for (var tile : growth.takeChanged()) tiles.put(tile.level() + "/" + tile.index(), tile.hashes());
    }

    Tree tree() {
        return new Tree(leaves.size(), this::tile);
    }

    byte[] tile(int level, long index, int width) {
        var hashes = tiles.get(level + "/" + index);
        if (hashes == null || hashes.length < width * Digest.LENGTH) throw new TileSource.MissingTile(level, index);
        return hashes;
    }

    /** MTH(D[n]) as RFC 6962 §2.1 writes it. */
    static Digest root(List<Digest> leaves) {
        if (leaves.isEmpty()) return Hashes.empty();
        if (leaves.size() == 1) return leaves.getFirst();
        var k = Integer.highestOneBit(leaves.size() - 1);
        return Hashes.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
    }
}
