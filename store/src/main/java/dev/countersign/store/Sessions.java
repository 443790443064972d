package dev.countersign.store;

import dev.countersign.core.OwnerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Signed-in browsers. A session can look and take away; it never approves. */
public final class Sessions {
    /**
     * @param hash SHA-256 of the cookie's secret
     * @param method how the human signed in: {@code passkey} or {@code passphrase}
     */
    public record Session(
            String hash,
            OwnerId owner,
            String method,
            Instant createdAt,
            Instant expiresAt,
            String address,
            String userAgent) {}

    private final Handle handle;

    Sessions(Handle handle) {
        this.handle = handle;
    }

    public void insert(Session session) {
        handle.execute(
                "insert into session (hash, owner_id, method, created_at, expires_at, address, user_agent)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                session.hash(),
                session.owner().value(),
                session.method(),
                Times.micros(session.createdAt()),
                Times.micros(session.expiresAt()),
                session.address(),
                session.userAgent());
    }

    public Optional<Session> find(String hash, Instant now) {
        return handle.createQuery("select * from session where hash = ? and expires_at > ?")
                .bind(0, hash)
                .bind(1, Times.micros(now))
                .map((row, _) -> session(row))
                .findOne();
    }

    public List<Session> of(OwnerId owner, Instant now) {
        return handle.createQuery(
                        "select * from session where owner_id = ? and expires_at > ? order by created_at desc")
                .bind(0, owner.value())
                .bind(1, Times.micros(now))
                .map((row, _) -> session(row))
                .list();
    }

    public boolean remove(String hash) {
        return handle.execute("delete from session where hash = ?", hash) == 1;
    }

    public int removeAll(OwnerId owner) {
        return handle.execute("delete from session where owner_id = ?", owner.value());
    }

    public int sweep(Instant now) {
        return handle.execute("delete from session where expires_at <= ?", Times.micros(now));
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getString("hash"),
                new OwnerId(row.getString("owner_id")),
                row.getString("method"),
                Times.instant(row.getLong("created_at")),
                Times.instant(row.getLong("expires_at")),
                row.getString("address"),
                row.getString("user_agent"));
    }
}
