package dev.countersign.acts.ledger;

import dev.countersign.core.Digest;
import dev.countersign.ledger.Entry;
import dev.countersign.ledger.Receipt;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes of a stored row what its leaf in the tree holds. */
final class Leaves {
    private Leaves() {}

    /** The entry of a row that has everything. */
    static Entry entry(Events.Entry row) {
        return new Entry(row.id(), row.kind(), row.at(), row.commitment());
    }

    /**
     * The entry of a row, erased or not.
     *
     * @throws IllegalArgumentException when the row cannot be what was logged
     */
    static Entry entry(LedgerRows.Leaf leaf) {
        return leaf.commitment()
                .map(commitment -> new Entry(
                        leaf.entry().id(), leaf.entry().kind(), leaf.entry().at(), Digest.fromBase64url(commitment)))
                .orElseGet(() -> entry(leaf.entry()));
    }

    /** Salt and body, unless they were erased. */
    static Optional<Receipt.Opening> opening(LedgerRows.Leaf leaf) {
        return leaf.redacted() ? Optional.empty() : Optional.of(opening(leaf.entry()));
    }

    /** Whether a row whose body was erased says something all the same. */
    static boolean residue(LedgerRows.Leaf leaf) {
        var row = leaf.entry();
        return leaf.redacted()
                && !(row.salt().isEmpty()
                        && row.body().equals("{}")
                        && Stream.of(
                                        row.owner(),
                                        row.client(),
                                        row.agent(),
                                        row.device(),
                                        row.grant(),
                                        row.origin(),
                                        row.requestId())
                                .allMatch(Optional::isEmpty));
    }

    private static Receipt.Opening opening(Events.Entry row) {
        return new Receipt.Opening(
                Base64.getUrlDecoder().decode(row.salt()), row.committed().bytes());
    }
}
