package dev.countersign.store;

import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The one table that ends or stops grants. */
public final class Revocations {
    private final Handle handle;
    private final Optional<Known> known;
    private final Runnable reaching;

    /**
     * @param reaching called before a row changes
     */
    Revocations(Handle handle, Optional<Known> known, Runnable reaching) {
        this.handle = handle;
        this.known = known;
        this.reaching = reaching;
    }

    /** Adds a row, or moves an existing one forward in time. */
    public void put(Revocation revocation) {
        reaching.run();
        var updated = handle.execute(
                "update revocation set since = ? where id = ? and kind = ? and since <= ?",
                Times.micros(revocation.since()),
                revocation.key().value(),
                wire(revocation.kind()),
                Times.micros(revocation.since()));
        if (updated == 0 && !present(revocation)) {
            handle.execute(
                    "insert into revocation (id, kind, since) values (?, ?, ?)",
                    revocation.key().value(),
                    wire(revocation.kind()),
                    Times.micros(revocation.since()));
        }
    }

    private boolean present(Revocation revocation) {
        return handle.createQuery("select 1 from revocation where id = ? and kind = ?")
                .bind(0, revocation.key().value())
                .bind(1, wire(revocation.kind()))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Ends a suspension; false when there was none. */
    public boolean resume(RevocationKey key) {
        reaching.run();
        return handle.execute("delete from revocation where id = ? and kind = 'suspended'", key.value()) == 1;
    }

    /** Ends a bar; false when there was none. */
    public boolean unbar(RevocationKey key) {
        reaching.run();
        return handle.execute("delete from revocation where id = ? and kind = 'barred'", key.value()) == 1;
    }

    /** The rows of any of these keys. */
    public List<Revocation> of(Collection<RevocationKey> keys) {
        if (keys.isEmpty()) return List.of();
        return known.isPresent() ? known.get().revocations(keys, () -> stored(keys)) : stored(keys);
    }

    private List<Revocation> stored(Collection<RevocationKey> keys) {
        return handle.createQuery("select * from revocation where id in (<keys>)")
                .bindList("keys", keys.stream().map(RevocationKey::value).toList())
                .map((row, _) -> revocation(row))
                .list();
    }

    /** What is barred, longest first. */
    public List<Revocation> barred() {
        return handle.createQuery("select * from revocation where kind = 'barred' order by since, id")
                .map((row, _) -> revocation(row))
                .list();
    }

    /** The whole table, for a node's memory. */
    public List<Revocation> all() {
        return handle.createQuery("select * from revocation")
                .map((row, _) -> revocation(row))
                .list();
    }

    /** Removes revocations older than any grant that could still live. */
    public int sweep(Instant before) {
        reaching.run();
        return handle.execute("delete from revocation where kind = 'revoked' and since < ?", Times.micros(before));
    }

    private static String wire(Revocation.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Revocation revocation(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Revocation(
                new RevocationKey(row.getString("id")),
                Revocation.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Times.instant(row.getLong("since")));
    }
}
