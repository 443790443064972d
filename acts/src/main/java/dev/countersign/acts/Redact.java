package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.ledger.Places;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * Erases what entries of the log say about people: bodies, salts, addresses. The leaves stay what they are. Its own event
 * says which entries, so that an erased body can be told from a stolen one; it names nobody and is never erased.
 *
 * @param owner whose entries; empty erases everybody's
 * @param before entries from then on stay
 * @param reason {@code retention} or {@code owner}
 */
public record Redact(Optional<OwnerId> owner, Instant before, String reason) implements Act<Integer> {
    /** How many entries one act erases at most; the rest is for the next. */
    public static final int MOST = 1_000;

    /** How many were erased. */
    @Override
    public Done<Integer> in(Tx tx) {
        var leaves = tx.ledger().redactable(owner.map(OwnerId::value), before, MOST);
        tx.ledger().redact(leaves);
        tx.grants().forgetOrigins(owner, before);
        if (leaves.isEmpty()) return Done.unchanged(0);
        var places = Places.text(leaves.stream().map(LedgerRows.Leaf::index).toList());
        return Done.of(
                leaves.size(),
                Event.plain()
                        .with("reason", reason)
                        .with("before", before.toString())
                        .with("entries", places));
    }
}
