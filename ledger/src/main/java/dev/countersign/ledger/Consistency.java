package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.util.ArrayList;
import java.util.List;

/** The proof that a tree begins with everything an earlier one held (RFC 6962 §2.1.2). */
public record Consistency(long earlier, long later, List<Digest> path) {
    public Consistency {
        if (earlier < 0 || earlier > later) {
            throw new IllegalArgumentException("a tree of " + later + " leaves did not grow from " + earlier);
        }
        path = List.copyOf(path);
    }

    /** Whether the path leads to both roots (RFC 9162 §2.1.4.2). From nothing everything follows, with an empty path. */
    public boolean proves(Digest earlierRoot, Digest laterRoot) {
        if (earlier == 0) return path.isEmpty() && earlierRoot.equals(Hashes.empty());
        if (earlier == later) return path.isEmpty() && earlierRoot.equals(laterRoot);
        var nodes = new ArrayList<>(path);
        if (Long.bitCount(earlier) == 1) nodes.addFirst(earlierRoot);
        if (nodes.isEmpty()) return false;
        var position = earlier - 1;
        var last = later - 1;
        while ((position & 1) == 1) {
            position >>>= 1;
            last >>>= 1;
        }
        var old = nodes.getFirst();
        var now = nodes.getFirst();
        for (var sibling : nodes.subList(1, nodes.size())) {
            if (last == 0) return false;
            if ((position & 1) == 1 || position == last) {
                old = Hashes.node(sibling, old);
                now = Hashes.node(sibling, now);
                while ((position & 1) == 0 && position != 0) {
                    position >>>= 1;
                    last >>>= 1;
                }
            } else {
                now = Hashes.node(now, sibling);
            }
            position >>>= 1;
            last >>>= 1;
        }
        return last == 0 && old.equals(earlierRoot) && now.equals(laterRoot);
    }
}
