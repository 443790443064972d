package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.util.List;

/**
 * The proof that a leaf stands in a tree (RFC 6962 §2.1.1).
 *
 * @param path the siblings from the leaf to the root
 */
public record Inclusion(long index, long size, List<Digest> path) {
    public Inclusion {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        path = List.copyOf(path);
    }

    /** Whether the path leads from this leaf's hash to this root (RFC 9162 §2.1.3.2). */
    public boolean proves(Digest leaf, Digest root) {
        var position = index;
        var last = size - 1;
        var hash = leaf;
        for (var sibling : path) {
            if (last == 0) return false;
            if ((position & 1) == 1 || position == last) {
                hash = Hashes.node(sibling, hash);
                while ((position & 1) == 0 && position != 0) {
                    position >>>= 1;
                    last >>>= 1;
                }
            } else {
                hash = Hashes.node(hash, sibling);
            }
            position >>>= 1;
            last >>>= 1;
        }
        return last == 0 && hash.equals(root);
    }
}
