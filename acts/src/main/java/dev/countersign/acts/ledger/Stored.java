package dev.countersign.acts.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Origins;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import java.util.List;
import java.util.Optional;

/** The log in a database. */
public final class Stored implements Source {
    private final Acts acts;

    public Stored(Acts acts) {
        this.acts = acts;
    }

    @Override
    public long size() {
        return acts.read(tx -> tx.ledger().head()).map(LedgerRows.Head::size).orElse(0L);
    }

    @Override
    public long waiting() {
        return acts.read(tx -> tx.ledger().waiting());
    }

    @Override
    public Optional<String> checkpoint() {
        return acts.read(tx -> tx.ledger().head())
                .filter(head -> head.noteSize() >= 0)
                .map(LedgerRows.Head::note);
    }

    @Override
    public List<Kept> entries(long from, long before) {
        return acts.read(tx -> tx.ledger().leaves(from, before)).stream()
                .map(Stored::kept)
                .toList();
    }

    private static Kept kept(LedgerRows.Leaf leaf) {
        try {
            return new Kept(
                    leaf.index(), Optional.of(Leaves.entry(leaf).bytes()), Leaves.opening(leaf), Leaves.residue(leaf));
        } catch (IllegalArgumentException malformed) {
            return new Kept(leaf.index(), Optional.empty(), Optional.empty(), false);
        }
    }

    @Override
    public Optional<byte[]> tile(int level, long index) {
        return acts.read(tx -> tx.ledger().tile(level, index));
    }

    @Override
    public List<String> changedOrigins(long from, long before) {
        return acts.read(tx -> tx.ledger().origins(from, before)).stream()
                .filter(origin -> !Origins.intact(origin))
                .map(Events.Origin::id)
                .toList();
    }

    @Override
    public List<String> lostOrigins(long from, long before) {
        return acts.read(tx -> tx.ledger().lostOrigins(from, before));
    }

    @Override
    public Reach reach() {
        return Reach.ALL;
    }
}
