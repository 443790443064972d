package dev.countersign.store;

import dev.countersign.core.OwnerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Passkeys (WebAuthn credentials) of owners. */
public final class Passkeys {
    /**
     * @param id the credential id, base64url
     * @param record what verification needs (attested credential data, transports), as the verifier serialised it
     */
    public record Passkey(
            String id,
            OwnerId owner,
            String name,
            String record,
            long signCount,
            Instant createdAt,
            Optional<Instant> lastUsedAt) {}

    private final Handle handle;

    Passkeys(Handle handle) {
        this.handle = handle;
    }

    public void insert(Passkey passkey) {
        handle.execute(
                "insert into passkey (id, owner_id, name, record, sign_count, created_at) values (?, ?, ?, ?, ?, ?)",
                passkey.id(),
                passkey.owner().value(),
                passkey.name(),
                passkey.record(),
                passkey.signCount(),
                Times.micros(passkey.createdAt()));
    }

    public Optional<Passkey> find(String id) {
        return handle.createQuery("select * from passkey where id = ?")
                .bind(0, id)
                .map((row, _) -> passkey(row))
                .findOne();
    }

    public List<Passkey> of(OwnerId owner) {
        return handle.createQuery("select * from passkey where owner_id = ? order by created_at, id")
                .bind(0, owner.value())
                .map((row, _) -> passkey(row))
                .list();
    }

    public void used(String id, long signCount, Instant at) {
        handle.execute(
                "update passkey set sign_count = ?, last_used_at = ? where id = ?", signCount, Times.micros(at), id);
    }

    public boolean rename(OwnerId owner, String id, String name) {
        return handle.execute("update passkey set name = ? where id = ? and owner_id = ?", name, id, owner.value())
                == 1;
    }

    public boolean remove(OwnerId owner, String id) {
        return handle.execute("delete from passkey where id = ? and owner_id = ?", id, owner.value()) == 1;
    }

    public int removeAll(OwnerId owner) {
        return handle.execute("delete from passkey where owner_id = ?", owner.value());
    }

    private static Passkey passkey(ResultSet row) throws SQLException {
        var used = row.getLong("last_used_at");
        return new Passkey(
                row.getString("id"),
                new OwnerId(row.getString("owner_id")),
                row.getString("name"),
                row.getString("record"),
                row.getLong("sign_count"),
                Times.instant(row.getLong("created_at")),
                used == 0 ? Optional.empty() : Optional.of(Times.instant(used)));
    }
}
