package dev.countersign.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What left this host: the newest checkpoint each place confirmed, and what is wrong with those that did not. */
public final class Anchors {
    /**
     * @param size of the checkpoint the place last confirmed; 0 when it never did
     * @param note that checkpoint, with the place's cosignature when it gave one
     * @param failingSince when the place stopped confirming
     * @param trouble why; empty when all is well
     */
    public record Anchor(
            String target, long size, Instant at, String note, Optional<Instant> failingSince, String trouble) {}

    private final Handle handle;

    Anchors(Handle handle) {
        this.handle = handle;
    }

    public List<Anchor> all() {
        return handle.createQuery("select * from anchor order by target")
                .map((row, _) -> {
                    var since = row.getLong("failing_since");
                    return new Anchor(
                            row.getString("target"),
                            row.getLong("size"),
                            Times.instant(row.getLong("at")),
                            row.getString("note"),
                            since == 0 ? Optional.empty() : Optional.of(Times.instant(since)),
                            row.getString("trouble"));
                })
                .list();
    }

    public Optional<Anchor> find(String target) {
        return all().stream().filter(anchor -> anchor.target().equals(target)).findFirst();
    }

    public void put(Anchor anchor) {
        handle.execute(
                "insert into anchor (target, size, at, note, failing_since, trouble) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (target) do update set size = excluded.size, at = excluded.at,"
                        + " note = excluded.note, failing_since = excluded.failing_since, trouble = excluded.trouble",
                anchor.target(),
                anchor.size(),
                Times.micros(anchor.at()),
                anchor.note(),
                anchor.failingSince().map(Times::micros).orElse(null),
                anchor.trouble());
    }
}
