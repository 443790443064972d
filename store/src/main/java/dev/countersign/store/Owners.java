package dev.countersign.store;

import dev.countersign.core.OwnerId;
import dev.countersign.core.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Human accounts and their passphrases. */
public final class Owners {
    /**
     * @param addedBy {@code setup}, {@code host} or the id of the admin who added the account
     */
    public record Owner(OwnerId id, String name, Role role, Instant createdAt, String addedBy) {}

    private final Handle handle;
    private final Runnable reaching;

    /**
     * @param reaching called before what an owner may do changes
     */
    Owners(Handle handle, Runnable reaching) {
        this.handle = handle;
        this.reaching = reaching;
    }

    public void insert(Owner owner) {
        reaching.run();
        handle.execute(
                "insert into owner (id, name, role, created_at, added_by) values (?, ?, ?, ?, ?)",
                owner.id().value(),
                owner.name(),
                owner.role().wire(),
                Times.micros(owner.createdAt()),
                owner.addedBy());
    }

    public void setRole(OwnerId id, Role role) {
        reaching.run();
        handle.execute("update owner set role = ? where id = ?", role.wire(), id.value());
    }

    public Optional<Owner> find(OwnerId id) {
        return handle.createQuery("select * from owner where id = ?")
                .bind(0, id.value())
                .map((row, _) -> owner(row))
                .findOne();
    }

    public Optional<Owner> named(String name) {
        return handle.createQuery("select * from owner where name = ?")
                .bind(0, name)
                .map((row, _) -> owner(row))
                .findOne();
    }

    /** Every account, the first one first. */
    public List<Owner> all() {
        return handle.createQuery("select * from owner order by created_at, id")
                .map((row, _) -> owner(row))
                .list();
    }

    public boolean any() {
        return handle.createQuery("select 1 from owner limit 1")
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** The Argon2id hash in PHC form. */
    public Optional<String> passphrase(OwnerId id) {
        return handle.createQuery("select hash from passphrase where owner_id = ?")
                .bind(0, id.value())
                .mapTo(String.class)
                .findOne();
    }

    public void setPassphrase(OwnerId id, String hash, Instant at) {
        removePassphrase(id);
        handle.execute(
                "insert into passphrase (owner_id, hash, set_at) values (?, ?, ?)", id.value(), hash, Times.micros(at));
    }

    public void removePassphrase(OwnerId id) {
        handle.execute("delete from passphrase where owner_id = ?", id.value());
    }

    private static Owner owner(ResultSet row) throws SQLException {
        return new Owner(
                new OwnerId(row.getString("id")),
                row.getString("name"),
                Role.ofWire(row.getString("role")),
                Times.instant(row.getLong("created_at")),
                row.getString("added_by"));
    }
}
