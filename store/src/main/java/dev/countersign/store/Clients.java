package dev.countersign.store;

import dev.countersign.core.ClientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Clients that registered themselves (RFC 7591). All other clients have no row. */
public final class Clients {
    /**
     * @param metadata the registered metadata, as JSON
     * @param secretHash empty for a public client
     * @param managementHash hash of the registration access token (RFC 7592)
     * @param network where it registered from, for fairness only
     */
    public record Registered(
            ClientId id,
            String metadata,
            Optional<String> secretHash,
            String managementHash,
            Instant createdAt,
            String network,
            Optional<Instant> grantedAt) {}

    private final Handle handle;

    Clients(Handle handle) {
        this.handle = handle;
    }

    public void insert(Registered client) {
        handle.execute(
                "insert into client (id, metadata, secret_hash, management_hash, created_at, network)"
                        + " values (?, ?, ?, ?, ?, ?)",
                client.id().value(),
                client.metadata(),
                client.secretHash().orElse(null),
                client.managementHash(),
                Times.micros(client.createdAt()),
                client.network());
    }

    public Optional<Registered> find(ClientId id) {
        return handle.createQuery("select * from client where id = ?")
                .bind(0, id.value())
                .map((row, _) -> registered(row))
                .findOne();
    }

    public boolean update(ClientId id, String metadata, Optional<String> secretHash) {
        return handle.execute(
                        "update client set metadata = ?, secret_hash = ? where id = ?",
                        metadata,
                        secretHash.orElse(null),
                        id.value())
                == 1;
    }

    public boolean remove(ClientId id) {
        return handle.execute("delete from client where id = ?", id.value()) == 1;
    }

    /** Notes that a human granted this client something; does nothing for a client without a row. */
    public void granted(ClientId id, Instant at) {
        handle.execute(
                "update client set granted_at = ? where id = ? and granted_at is null", Times.micros(at), id.value());
    }

    public long count() {
        return handle.createQuery("select count(*) from client")
                .mapTo(Long.class)
                .one();
    }

    /** How many registered and never got a grant. */
    public long idle() {
        return handle.createQuery("select count(*) from client where granted_at is null")
                .mapTo(Long.class)
                .one();
    }

    /** How many of them registered from this network. */
    public long idle(String network) {
        return handle.createQuery("select count(*) from client where network = ? and granted_at is null")
                .bind(0, network)
                .mapTo(Long.class)
                .one();
    }

    /** Like {@link #evictIdle(Instant, int)}, of this network only. */
    public int evictIdle(String network, Instant registeredBefore, int most) {
        return handle.execute(
                "delete from client where id in (select id from client where network = ? and granted_at is null"
                        + " and created_at < ? order by created_at limit ?)",
                network,
                Times.micros(registeredBefore),
                most);
    }

    /** Removes the oldest clients that never got a grant, at most {@code most} of those registered before that time. */
    public int evictIdle(Instant registeredBefore, int most) {
        return handle.execute(
                "delete from client where id in (select id from client where granted_at is null and created_at < ?"
                        + " order by created_at limit ?)",
                Times.micros(registeredBefore),
                most);
    }

    /** Removes clients that registered before {@code registeredBefore} and never got a grant. */
    public int sweep(Instant registeredBefore) {
        return handle.execute(
                "delete from client where granted_at is null and created_at < ?", Times.micros(registeredBefore));
    }

    private static Registered registered(ResultSet row) throws SQLException {
        var granted = row.getLong("granted_at");
        return new Registered(
                new ClientId(row.getString("id")),
                row.getString("metadata"),
                Optional.ofNullable(row.getString("secret_hash")),
                row.getString("management_hash"),
                Times.instant(row.getLong("created_at")),
                row.getString("network"),
                granted == 0 ? Optional.empty() : Optional.of(Times.instant(granted)));
    }
}
