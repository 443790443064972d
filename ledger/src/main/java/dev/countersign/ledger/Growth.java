package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends leaves to a tree and remembers which tiles that changed. It reads the tiles at the right edge once, at the start.
 * Not thread-safe.
 */
public final class Growth {
    /** A tile as it stands now; partial tiles are the beginning of what they will be. */
    public record Tile(int level, long index, byte[] hashes) {}

    private record Place(int level, long index) {}

    private static final class Edge {
        private final byte[] hashes = new byte[Tree.TILE * Digest.LENGTH];
        private int width;
    }

    private final List<Edge> edges = new ArrayList<>();
    private final Map<Place, byte[]> full = new LinkedHashMap<>();
    private long size;
    private long before;

    /**
     * @param size how many leaves there are
     * @throws TileSource.MissingTile when a tile at the edge is not there
     */
    public Growth(long size, TileSource tiles) {
        this.size = size;
        this.before = size;
        for (var level = 0; size >>> (level * Tree.TILE_HEIGHT) > 0; level++) {
            var count = size >>> (level * Tree.TILE_HEIGHT);
            var edge = edge(level);
            edge.width = (int) (count % Tree.TILE);
            if (edge.width == 0) continue;
            var packed = tiles.tile(level, count / Tree.TILE, edge.width);
            System.arraycopy(packed, 0, edge.hashes, 0, edge.width * Digest.LENGTH);
        }
    }

    /** The number of leaves now. */
    public long size() {
        return size;
    }

    /** Appends one leaf and returns its index. */
    public long append(Digest leaf) {
        add(0, leaf);
        return size++;
    }

    private void add(int level, Digest hash) {
        var edge = edge(level);
        System.arraycopy(hash.bytes(), 0, edge.hashes, edge.width * Digest.LENGTH, Digest.LENGTH);
        edge.width++;
        if (edge.width < Tree.TILE) return;
        var index = (size >>> ((level + 1) * Tree.TILE_HEIGHT));
        full.put(new Place(level, index), edge.hashes.clone());
        edge.width = 0;
        add(level + 1, Hashes.perfect(edge.hashes, 0, Tree.TILE));
    }

    /** The tree as it is now. It shares this object: use it before the next {@link #append}. */
    public Tree tree() {
        return new Tree(size, this::tile);
    }

    private byte[] tile(int level, long index, int width) {
        var complete = full.get(new Place(level, index));
        if (complete != null) return complete;
        if (level < edges.size() && index == (size >>> (level * Tree.TILE_HEIGHT)) / Tree.TILE) {
            var edge = edges.get(level);
            if (edge.width >= width) return edge.hashes;
        }
        throw new TileSource.MissingTile(level, index);
    }

    /** Every tile that is not what it was at the start or at the last call. */
    public List<Tile> takeChanged() {
        var changed = new ArrayList<Tile>();
        full.forEach((place, hashes) -> changed.add(new Tile(place.level(), place.index(), hashes)));
        for (var level = 0; level < edges.size(); level++) {
            var edge = edges.get(level);
            var count = size >>> (level * Tree.TILE_HEIGHT);
            if (edge.width > 0 && count != before >>> (level * Tree.TILE_HEIGHT)) {
                changed.add(new Tile(level, count / Tree.TILE, Arrays.copyOf(edge.hashes, edge.width * Digest.LENGTH)));
            }
        }
        full.clear();
        before = size;
        return changed;
    }

    private Edge edge(int level) {
        while (edges.size() <= level) edges.add(new Edge());
        return edges.get(level);
    }
}
