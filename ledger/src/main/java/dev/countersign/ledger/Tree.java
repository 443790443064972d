package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree of a certain size, whose hashes stand in tiles of 256 (C2SP tlog-tiles). Answers its root and every proof, reading
 * only the tiles it needs.
 */
public final class Tree {
    /** Hashes in a full tile. */
    public static final int TILE = 256;

    static final int TILE_HEIGHT = 8;

    private final long size;
    private final TileSource tiles;

    /**
     * @throws IllegalArgumentException when {@code size} is negative
     */
    public Tree(long size, TileSource tiles) {
        if (size < 0) throw new IllegalArgumentException("a tree has no negative size, such as " + size);
        this.size = size;
        this.tiles = tiles;
    }

    /** The number of leaves. */
    public long size() {
        return size;
    }

    /** The Merkle Tree Hash of all leaves (RFC 6962 §2.1). */
    public Digest root() {
        return root(size);
    }

    /**
     * The root this tree had when it was smaller.
     *
     * @throws IndexOutOfBoundsException when it never had that size
     */
    public Digest root(long earlier) {
        if (earlier < 0 || earlier > size) {
            throw new IndexOutOfBoundsException("a tree of " + size + " leaves never had " + earlier);
        }
        return earlier == 0 ? Hashes.empty() : hash(0, earlier);
    }

    /**
     * The hash of one leaf.
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public Digest leaf(long index) {
        check(index);
        return hash(index, index + 1);
    }

    /**
     * The audit path of a leaf (RFC 6962 §2.1.1).
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public Inclusion inclusion(long index) {
        check(index);
        var path = new ArrayList<Digest>();
        long low = 0;
        long high = size;
        while (high - low > 1) {
            var middle = low + split(high - low);
            if (index < middle) {
                path.add(hash(middle, high));
                high = middle;
            } else {
                path.add(hash(low, middle));
                low = middle;
            }
        }
        return new Inclusion(index, size, path.reversed());
    }

    /**
     * The proof that this tree is the one of {@code earlier} leaves and more (RFC 6962 §2.1.2). From nothing, and to itself,
     * the proof is empty.
     *
     * @throws IndexOutOfBoundsException when the tree never had that size
     */
    public Consistency consistency(long earlier) {
        if (earlier < 0 || earlier > size) {
            throw new IndexOutOfBoundsException("a tree of " + size + " leaves never had " + earlier);
        }
        if (earlier == 0 || earlier == size) return new Consistency(earlier, size, List.of());
        var path = new ArrayList<Digest>();
        long low = 0;
        long high = size;
        while (high != earlier) {
            var middle = low + split(high - low);
            if (earlier <= middle) {
                path.add(hash(middle, high));
                high = middle;
            } else {
                path.add(hash(low, middle));
                low = middle;
            }
        }
        if (low > 0) path.add(hash(low, high));
        return new Consistency(earlier, size, path.reversed());
    }

    /** The hash over the leaves from {@code low} on, before {@code high}: a node of this tree. */
    private Digest hash(long low, long high) {
        var width = high - low;
        if (Long.bitCount(width) == 1 && low % width == 0) {
            return perfect(low, Long.numberOfTrailingZeros(width));
        }
        var middle = low + split(width);
        return Hashes.node(hash(low, middle), hash(middle, high));
    }

    private Digest perfect(long low, int height) {
        var level = height / TILE_HEIGHT;
        var inTile = 1 << (height % TILE_HEIGHT);
        var first = low >>> (level * TILE_HEIGHT);
        var index = first / TILE;
        var packed = tiles.tile(level, index, width(level, index));
        return Hashes.perfect(packed, (int) (first % TILE), inTile);
    }

    private int width(int level, long index) {
        return (int) Math.min(TILE, (size >>> (level * TILE_HEIGHT)) - index * TILE);
    }

    private void check(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("a tree of " + size + " leaves has no leaf " + index);
        }
    }

    /** The largest power of two smaller than {@code width}: how many leaves the left side has. */
    static long split(long width) {
        return Long.highestOneBit(width - 1);
    }

    /** The hashes of {@code packed} from the {@code index}th on, as one digest. */
    static Digest at(byte[] packed, int index) {
        return Digest.fromBytes(Arrays.copyOfRange(packed, index * Digest.LENGTH, (index + 1) * Digest.LENGTH));
    }
}
