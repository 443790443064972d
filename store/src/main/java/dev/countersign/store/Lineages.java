package dev.countersign.store;

import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.Lineage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Refresh lineages: one row each. */
public final class Lineages {
    /** A lineage with what its tokens repeat. */
    public record Stored(Lineage lineage, Instant authTime, Instant lastUsedAt) {}

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
                        Times.instant(row.getLong("last_used_at"))))
                .findOne();
    }

    /** Moves to the next generation; false when another rotation came first. */
    public boolean rotate(Lineage next, Instant at) {
        return handle.execute(
                        "update lineage set generation = ?, rotations = ?, last_used_at = ? where id = ? and generation = ?",
                        next.generation(),
                        written(next.rotations()),
                        Times.micros(at),
                        next.id(),
                        next.generation() - 1)
                == 1;
    }

    public void removeOf(GrantId grant) {
        handle.execute("delete from lineage where grant_id = ?", grant.value());
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
