package dev.countersign.store;

import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.Lineage;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Whereabouts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Refresh lineages: one row each. */
public final class Lineages {
    /**
     * A lineage with what its tokens repeat.
     *
     * @param lastUsedAt when its head was last consumed, or when it began
     * @param lastFrom where that came from; empty while nothing was consumed
     */
    public record Stored(Lineage lineage, Instant authTime, Instant lastUsedAt, Optional<Whereabouts> lastFrom) {}

    /**
     * A lineage as its owner sees it.
     *
     * @param key thumbprint of the key it is bound to
     */
    public record Used(
            String id, GrantId grant, ClientId client, Optional<String> key, Instant createdAt, Instant lastUsedAt) {}

    private final Handle handle;

    Lineages(Handle handle) {
        this.handle = handle;
    }

    public void insert(Lineage lineage, Instant authTime, Instant at) {
        handle.execute(
                "insert into lineage (id, grant_id, client_id, jkt, generation, rotations, auth_time, created_at,"
                        + " last_used_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                lineage.id(),
                lineage.grant().value(),
                lineage.client().value(),
                lineage.key().orElse(null),
                lineage.generation(),
                written(lineage.rotations()),
                Times.micros(authTime),
                Times.micros(at),
                Times.micros(at));
    }

    public Optional<Stored> find(String id) {
        return handle.createQuery("select * from lineage where id = ?")
                .bind(0, id)
                .map((row, _) -> new Stored(
                        new Lineage(
                                row.getString("id"),
                                new GrantId(row.getString("grant_id")),
                                new ClientId(row.getString("client_id")),
                                Optional.ofNullable(row.getString("jkt")),
                                row.getInt("generation"),
                                read(row.getString("rotations"))),
                        Times.instant(row.getLong("auth_time")),
                        Times.instant(row.getLong("last_used_at")),
                        from(row)))
                .findOne();
    }

    /** One page by id, after the given one: of one owner's grants, or of everybody's. */
    public List<Used> page(Optional<OwnerId> owner, String after, int limit) {
        var query = handle.createQuery("select l.id, l.grant_id, l.client_id, l.jkt, l.created_at, l.last_used_at"
                        + " from lineage l join grants g on g.id = l.grant_id where l.id > :after"
                        + (owner.isPresent() ? " and g.subject_kind = 'owner' and g.subject_id = :owner" : "")
                        + " order by l.id limit :limit")
                .bind("after", after)
                .bind("limit", limit);
        owner.ifPresent(who -> query.bind("owner", who.value()));
        return query.map((row, _) -> new Used(
                        row.getString("id"),
                        new GrantId(row.getString("grant_id")),
                        new ClientId(row.getString("client_id")),
                        Optional.ofNullable(row.getString("jkt")),
                        Times.instant(row.getLong("created_at")),
                        Times.instant(row.getLong("last_used_at"))))
                .list();
    }

    /** Moves to the next generation; false when another rotation came first. */
    public boolean rotate(Lineage next, Instant at, Whereabouts from) {
        return handle.execute(
                        "update lineage set generation = ?, rotations = ?, last_used_at = ?, network = ?, user_agent = ?"
                                + " where id = ? and generation = ?",
                        next.generation(),
                        written(next.rotations()),
                        Times.micros(at),
                        from.network(),
                        from.userAgent(),
                        next.id(),
                        next.generation() - 1)
                == 1;
    }

    /** Notes that a consumed token came again from another place. */
    public void elsewhere(String id, Instant at) {
        handle.execute("update lineage set elsewhere_at = ? where id = ?", Times.micros(at), id);
    }

    /** When a consumed token of this grant last came again from another place, if ever. */
    public Optional<Instant> elsewhere(GrantId grant) {
        return handle.createQuery(
                        "select elsewhere_at from lineage where grant_id = ? and elsewhere_at is not null order by elsewhere_at desc limit 1")
                .bind(0, grant.value())
                .mapTo(Long.class)
                .findOne()
                .map(Times::instant);
    }

    private static Optional<Whereabouts> from(ResultSet row) throws SQLException {
        var network = row.getString("network");
        return network == null ? Optional.empty() : Optional.of(new Whereabouts(network, row.getString("user_agent")));
    }

    /**
     * The refresh tokens of one grant go on with another, which takes its place.
     *
     * @param authTime when a human was present for the other
     */
    public void goOn(GrantId from, GrantId with, Instant authTime) {
        handle.execute(
                "update lineage set grant_id = ?, auth_time = ? where grant_id = ?",
                with.value(),
                Times.micros(authTime),
                from.value());
    }

    private static String written(List<Instant> times) {
        return times.stream().map(time -> Long.toString(Times.micros(time))).collect(Collectors.joining(" "));
    }

    private static List<Instant> read(String text) {
        return text.isEmpty()
                ? List.of()
                : Stream.of(text.split(" "))
                        .map(part -> Times.instant(Long.parseLong(part)))
                        .toList();
    }
}
