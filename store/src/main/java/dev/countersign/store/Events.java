package dev.countersign.store;

import dev.countersign.core.Digest;
import dev.countersign.ledger.Body;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The log of acts, one row each. {@code seq} is the order in which rows were begun, which on PostgreSQL is not the order of
 * their commits; the order of the log is {@link LedgerRows}'.
 */
public final class Events {
    /**
     * One entry. It holds ids only; names and addresses stand in rows that can be erased.
     *
     * @param kind the act
     * @param salt 128 random bits, base64url: what was redacted cannot be guessed from its hash
     * @param body canonical JSON
     */
    public record Entry(
            String id,
            String kind,
            Instant at,
            Optional<String> owner,
            Optional<String> client,
            Optional<String> agent,
            Optional<String> device,
            Optional<String> grant,
            Optional<String> origin,
            Optional<String> requestId,
            String salt,
            String body) {
        /** What the entry commits to. */
        public Body committed() {
            return new Body(owner, client, agent, device, grant, origin, requestId, body);
        }

        /**
         * The commitment that stands in the leaf.
         *
         * @throws IllegalArgumentException when the salt is not base64url
         */
        public Digest commitment() {
            return dev.countersign.ledger.Entry.commitment(
                    Base64.getUrlDecoder().decode(salt), committed().bytes());
        }
    }

    /** An entry with its place in the log. */
    public record Stored(long seq, Entry entry) {}

    /** Where an act came from; see {@code acts.Origins}: the id is made of the rest. */
    public record Origin(String id, String salt, String address, String userAgent) {}

    private final Handle handle;

    Events(Handle handle) {
        this.handle = handle;
    }

    public void append(Entry entry) {
        handle.execute(
                "insert into event (id, kind, at, owner_id, client_id, agent_id, device_id, grant_id, origin_id, request_id,"
                        + " salt, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entry.id(),
                entry.kind(),
                Times.micros(entry.at()),
                entry.owner().orElse(null),
                entry.client().orElse(null),
                entry.agent().orElse(null),
                entry.device().orElse(null),
                entry.grant().orElse(null),
                entry.origin().orElse(null),
                entry.requestId().orElse(null),
                entry.salt(),
                entry.body());
    }

    /** Keeps where acts come from, apart from them. */
    public void origin(Origin origin) {
        handle.execute(
                "insert into origin (id, salt, address, user_agent) values (?, ?, ?, ?)",
                origin.id(),
                origin.salt(),
                origin.address(),
                origin.userAgent());
    }

    /** Where an act came from, unless that was erased. */
    public Optional<Origin> origin(String id) {
        return handle.createQuery("select * from origin where id = ?")
                .bind(0, id)
                .map((row, _) -> origin(row))
                .findOne();
    }

    static Origin origin(ResultSet row) throws SQLException {
        return new Origin(
                row.getString("id"), row.getString("salt"), row.getString("address"), row.getString("user_agent"));
    }

    /** Entries after a place in the log, oldest first. */
    public List<Stored> after(long seq, int limit) {
        return handle.createQuery("select * from event where seq > ? order by seq limit ?")
                .bind(0, seq)
                .bind(1, limit)
                .map((row, _) -> stored(row))
                .list();
    }

    /** Entries before a place in the log, newest first; of one owner, or of everybody. */
    public List<Stored> before(Optional<String> owner, long seq, int limit) {
        var query = handle.createQuery("select * from event where seq < :seq"
                        + (owner.isPresent() ? " and owner_id = :owner" : "") + " order by seq desc limit :limit")
                .bind("seq", seq)
                .bind("limit", limit);
        owner.ifPresent(who -> query.bind("owner", who));
        return query.map((row, _) -> stored(row)).list();
    }

    /** Where an entry came from, while that is kept. */
    public Optional<String> address(String origin) {
        return handle.createQuery("select address from origin where id = ?")
                .bind(0, origin)
                .mapTo(String.class)
                .findOne();
    }

    /** Entries that are looked for, newest first. */
    public EventSearch.Found search(EventSearch search) {
        return search.in(handle);
    }

    /** The newest entries of a grant, newest first. */
    public List<Stored> ofGrant(String grant, int limit) {
        return handle.createQuery("select * from event where grant_id = ? order by seq desc limit ?")
                .bind(0, grant)
                .bind(1, limit)
                .map((row, _) -> stored(row))
                .list();
    }

    /** The newest entries about an agent of an owner, newest first. */
    public List<Stored> ofAgent(String owner, String agent, int limit) {
        return handle.createQuery("select * from event where owner_id = ? and agent_id = ? order by seq desc limit ?")
                .bind(0, owner)
                .bind(1, agent)
                .bind(2, limit)
                .map((row, _) -> stored(row))
                .list();
    }

    public Optional<Stored> find(String id) {
        return handle.createQuery("select * from event where id = ?")
                .bind(0, id)
                .map((row, _) -> stored(row))
                .findOne();
    }

    static Stored stored(ResultSet row) throws SQLException {
        return new Stored(row.getLong("seq"), entry(row));
    }

    static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("id"),
                row.getString("kind"),
                Times.instant(row.getLong("at")),
                Optional.ofNullable(row.getString("owner_id")),
                Optional.ofNullable(row.getString("client_id")),
                Optional.ofNullable(row.getString("agent_id")),
                Optional.ofNullable(row.getString("device_id")),
                Optional.ofNullable(row.getString("grant_id")),
                Optional.ofNullable(row.getString("origin_id")),
                Optional.ofNullable(row.getString("request_id")),
                row.getString("salt"),
                row.getString("body"));
    }
}
