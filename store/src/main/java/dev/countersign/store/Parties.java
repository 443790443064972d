package dev.countersign.store;

import dev.countersign.core.AgentId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.OwnerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Who holds grants: agents, clients and devices, as the grants name them. They have no rows of their own. */
public final class Parties {
    /** What kind of party. */
    public enum Kind {
        AGENT("agent_id"),
        CLIENT("client_id"),
        DEVICE("device_id");

        private final String column;

        Kind(String column) {
            this.column = column;
        }
    }

    /**
     * One of them.
     *
     * @param client its client; for a device, one of the clients seen there
     * @param grants how many grants it was given in all
     * @param live how many of them have not ended by time; says nothing of revocation
     */
    public record Party(
            String id,
            String client,
            Optional<String> device,
            long grants,
            long live,
            Instant firstApprovedAt,
            Instant lastApprovedAt) {}

    private final Handle handle;

    Parties(Handle handle) {
        this.handle = handle;
    }

    /** One page by id, after the given one. {@code owner} empty means everybody's. */
    public List<Party> page(Kind kind, Optional<OwnerId> owner, String after, Instant now, int limit) {
        return select(kind, owner, ">", after, now, limit);
    }

    public Optional<Party> find(Kind kind, Optional<OwnerId> owner, String id, Instant now) {
        return select(kind, owner, "=", id, now, 1).stream().findFirst();
    }

    /** The agents that hold or held grants of an owner, by id: read by leaping from one to the next. */
    public List<AgentId> agents(OwnerId owner, String after, int limit) {
        return leap("subject_kind = 'owner' and subject_id = :of", owner.value(), after, limit);
    }

    /** The agents that hold or held grants on a device, by id. */
    public List<AgentId> agents(DeviceId device, String after, int limit) {
        return leap("device_id = :of", device.value(), after, limit);
    }

    private List<AgentId> leap(String where, String of, String after, int limit) {
        var next = "(select agent_id from grants where " + where + " and agent_id > %s order by agent_id limit 1)";
        return handle.createQuery("with recursive known (id, place) as (select " + next.formatted(":after") + ", 1"
                        + " union all select " + next.formatted("known.id")
                        + ", place + 1 from known where known.id is not null and place < :limit)"
                        + " select id from known where id is not null order by id")
                .bind("of", of)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, _) -> new AgentId(row.getString("id")))
                .list();
    }

    private List<Party> select(Kind kind, Optional<OwnerId> owner, String compared, String id, Instant now, int limit) {
        var query = handle.createQuery("select " + kind.column + " as party, min(client_id) as client,"
                        + " min(device_id) as device, count(*) as total,"
                        + " sum(case when until_at > :now then 1 else 0 end) as live,"
                        + " min(approved_at) as first, max(approved_at) as last from grants"
                        + " where " + kind.column + " is not null and " + kind.column + " " + compared + " :id"
                        + (owner.isPresent() ? " and subject_kind = 'owner' and subject_id = :owner" : "")
                        + " group by " + kind.column + " order by " + kind.column + " limit :limit")
                .bind("now", Times.micros(now))
                .bind("id", id)
                .bind("limit", limit);
        owner.ifPresent(who -> query.bind("owner", who.value()));
        return query.map((row, _) -> party(row)).list();
    }

    private static Party party(ResultSet row) throws SQLException {
        return new Party(
                row.getString("party"),
                row.getString("client"),
                Optional.ofNullable(row.getString("device")),
                row.getLong("total"),
                row.getLong("live"),
                Times.instant(row.getLong("first")),
                Times.instant(row.getLong("last")));
    }
}
