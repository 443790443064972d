package dev.countersign.store;

import dev.countersign.core.OwnerId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** When each owner looked at the console. */
public final class Visits {
    /**
     * @param seen the last look
     * @param before the last look of the visit before this one; empty on the first visit
     */
    public record Visit(Instant seen, Optional<Instant> before) {}

    private final Handle handle;

    Visits(Handle handle) {
        this.handle = handle;
    }

    public Optional<Visit> find(OwnerId owner) {
        return handle.createQuery("select seen_at, before_at from visit where owner_id = ?")
                .bind(0, owner.value())
                .map((row, _) -> {
                    var before = row.getLong("before_at");
                    return new Visit(
                            Times.instant(row.getLong("seen_at")),
                            before == 0 ? Optional.empty() : Optional.of(Times.instant(before)));
                })
                .findOne();
    }

    public void put(OwnerId owner, Visit visit) {
        handle.execute(
                "insert into visit (owner_id, seen_at, before_at) values (?, ?, ?)"
                        + " on conflict (owner_id) do update set seen_at = excluded.seen_at, before_at = excluded.before_at",
                owner.value(),
                Times.micros(visit.seen()),
                visit.before().map(Times::micros).orElse(null));
    }
}
