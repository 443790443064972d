package dev.countersign.store;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the only writer of a database read of grants and revocations, until it changes any of them. It sees every change
 * that there is, so this is never older than the database. Confined to the writer's thread.
 */
final class Known {
    private static final int MOST = 10_000;

    private final Rows<GrantId, Optional<Grant>> grants = new Rows<>();
    private final Rows<Set<RevocationKey>, List<Revocation>> revocations = new Rows<>();
    private boolean changing;

    private static final class Rows<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Rows() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }

    /** Forgets everything, and remembers nothing until {@link #settled}: what is read meanwhile may yet be undone. */
    void changes() {
        changing = true;
        grants.clear();
        revocations.clear();
    }

    /** The transaction in which something changed has ended, one way or the other. */
    void settled() {
        changing = false;
    }

    Optional<Grant> grant(GrantId id, Supplier<Optional<Grant>> read) {
        var known = grants.get(id);
        if (known != null) return known;
        var found = read.get();
        if (!changing && found.isPresent()) grants.put(id, found);
        return found;
    }

    List<Revocation> revocations(Collection<RevocationKey> keys, Supplier<List<Revocation>> read) {
        if (!(keys instanceof Set<RevocationKey> set)) return read.get();
        var known = revocations.get(set);
        if (known != null) return known;
        var found = List.copyOf(read.get());
        if (!changing) revocations.put(Set.copyOf(set), found);
        return found;
    }
}
