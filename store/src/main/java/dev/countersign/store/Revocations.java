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

    /**
     * Removes a row; false when there was none.
     *
     * @throws IllegalArgumentException for what is never taken back
     */
    public boolean remove(RevocationKey key, Revocation.Kind kind) {
        if (kind == Revocation.Kind.REVOKED) throw new IllegalArgumentException("what was revoked stays revoked");
        reaching.run();
        return handle.execute("delete from revocation where id = ? and kind = ?", key.value(), wire(kind)) == 1;
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
        return of(Revocation.Kind.BARRED, Integer.MAX_VALUE);
    }

    /** What is held, longest first, and no more than so many. */
    public List<Revocation> held(int most) {
        return of(Revocation.Kind.HELD, most);
    }

    private List<Revocation> of(Revocation.Kind kind, int most) {
        return handle.createQuery("select * from revocation where kind = ? order by since, id limit ?")
                .bind(0, wire(kind))
                .bind(1, most)
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
