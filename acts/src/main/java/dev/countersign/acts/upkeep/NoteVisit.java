package dev.countersign.acts.upkeep;

import dev.countersign.core.OwnerId;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;
import dev.countersign.store.Visits.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Notes that an owner looks at the console, and says when the visit before this one ended; empty on the first. */
public record NoteVisit(OwnerId owner, Instant now) implements Transaction<Optional<Instant>> {
    /** After so long without a look another visit begins. */
    public static final Duration PAUSE = Duration.ofMinutes(30);

    @Override
    public Optional<Instant> in(Tx tx) {
        var last = tx.visits().find(owner);
        var before = last.flatMap(
                visit -> visit.seen().plus(PAUSE).isBefore(now) ? Optional.of(visit.seen()) : visit.before());
        tx.visits().put(owner, new Visit(now, before));
        return before;
    }
}
