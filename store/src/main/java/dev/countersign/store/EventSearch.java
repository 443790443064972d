package dev.countersign.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Looks for entries of the log, newest first. However long the log is, one search reads a bounded number of rows, in the
 * order of an index: what is rarer than that is found by searching on from where it stopped.
 *
 * @param owner whose; empty = everybody's
 * @param members pieces of canonical JSON that bodies have, such as {@code "tool":"read_note"}
 * @param from not before this moment
 * @param to before this moment
 * @param before a place in the log
 * @param most how many are wanted
 */
public record EventSearch(
        Optional<String> owner,
        Optional<String> agent,
        Optional<String> device,
        Optional<String> grant,
        List<String> members,
        Optional<Instant> from,
        Optional<Instant> to,
        long before,
        int most) {
    /** How many rows are read at most to find what no index holds. */
    public static final int LOOKED_THROUGH = 20_000;

    /** Rows are in the order in which they were begun, which may differ from that of their times by as much. */
    private static final long SLACK_SECONDS = 5;

    /**
     * @param next where to search on; empty when there is nothing older
     */
    public record Found(List<Events.Stored> entries, Optional<Last> next) {}

    /** The oldest row a search looked at. */
    public record Last(long seq, Instant at) {}

    /** The rows of a part of the log, by an index. */
    private record Part(String sql, int limit) {}

    Found in(Handle handle) {
        var below = to.map(moment -> boundary(
                        handle,
                        "select seq from event where commitment is null and at < ? order by at desc limit 1",
                        moment.plusSeconds(SLACK_SECONDS)))
                .map(found -> found.map(seq -> Math.min(before, seq + 1)).orElse(0L))
                .orElse(before);
        var floor = from.map(moment -> boundary(
                                handle,
                                "select seq from event where commitment is null and at >= ? order by at limit 1",
                                moment.minusSeconds(SLACK_SECONDS))
                        .orElse(Long.MAX_VALUE))
                .orElse(0L);
        var part = part();
        var found = rows(handle, part, below, floor);
        if (found.size() == most) return new Found(found, Optional.of(last(found.getLast())));
        return new Found(found, end(handle, part, below, floor));
    }

    private static Optional<Long> boundary(Handle handle, String sql, Instant moment) {
        return handle.createQuery(sql)
                .bind(0, Times.micros(moment))
                .mapTo(Long.class)
                .findOne();
    }

    private Part part() {
        var index = grant.isPresent() ? " and grant_id = :grant" : owner.isPresent() ? " and owner_id = :owner" : "";
        var exact = members.isEmpty()
                && agent.isEmpty()
                && device.isEmpty()
                && from.isEmpty()
                && to.isEmpty()
                && (grant.isEmpty() || owner.isEmpty());
        return new Part(
                "from event where seq < :below and seq >= :floor" + index + " order by seq desc limit :limit",
                exact ? most : LOOKED_THROUGH);
    }

    private List<Events.Stored> rows(Handle handle, Part part, long below, long floor) {
        var sql = new StringBuilder("select * from (select * " + part.sql() + ") e where 1 = 1");
        owner.ifPresent(_ -> sql.append(" and owner_id = :owner"));
        agent.ifPresent(_ -> sql.append(" and agent_id = :agent"));
        device.ifPresent(_ -> sql.append(" and device_id = :device"));
        from.ifPresent(_ -> sql.append(" and at >= :from"));
        to.ifPresent(_ -> sql.append(" and at < :to"));
        for (var i = 0; i < members.size(); i++)
            sql.append(" and body like :member").append(i).append(" escape '!'");
        var query = handle.createQuery(sql.append(" order by seq desc limit :most"))
                .bind("below", below)
                .bind("floor", floor)
                .bind("limit", part.limit())
                .bind("most", most);
        owner.ifPresent(id -> query.bind("owner", id));
        grant.ifPresent(id -> query.bind("grant", id));
        agent.ifPresent(id -> query.bind("agent", id));
        device.ifPresent(id -> query.bind("device", id));
        from.ifPresent(moment -> query.bind("from", Times.micros(moment)));
        to.ifPresent(moment -> query.bind("to", Times.micros(moment)));
        for (var i = 0; i < members.size(); i++) query.bind("member" + i, "%" + literal(members.get(i)) + "%");
        return query.map((row, _) -> Events.stored(row)).list();
    }

    private static String literal(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** Where the part ends, when it does not end with the log. */
    private Optional<Last> end(Handle handle, Part part, long below, long floor) {
        var query = handle.createQuery("select seq, at " + part.sql() + " offset :offset")
                .bind("below", below)
                .bind("floor", floor)
                .bind("limit", 1)
                .bind("offset", part.limit() - 1);
        if (grant.isPresent()) grant.ifPresent(id -> query.bind("grant", id));
        else owner.ifPresent(id -> query.bind("owner", id));
        return query.map((row, _) -> new Last(row.getLong("seq"), Times.instant(row.getLong("at"))))
                .findOne();
    }

    private static Last last(Events.Stored stored) {
        return new Last(stored.seq(), stored.entry().at());
    }
}
