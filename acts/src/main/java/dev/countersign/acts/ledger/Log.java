package dev.countersign.acts.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.core.Digest;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Consistency;
import dev.countersign.ledger.EntryBundle;
import dev.countersign.ledger.Receipt;
import dev.countersign.ledger.SignedNote;
import dev.countersign.ledger.TilePath;
import dev.countersign.ledger.TileSource;
import dev.countersign.ledger.Tree;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the log: checkpoints, tiles, entries, proofs. Thread-safe. */
public final class Log {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Acts acts;

    public Log(Acts acts) {
        this.acts = acts;
    }

    /** The newest signed checkpoint, cosigned when a witness saw just this one; empty in the first moments of a log. */
    public Optional<SignedNote> checkpoint() {
        return acts.read(tx -> tx.ledger()
                .head()
                .filter(head -> head.noteSize() >= 0)
                .map(head -> Cosigned.of(tx).merged(SignedNote.parse(head.note()))));
    }

    /** The bytes of a tile of hashes; empty when the newest checkpoint does not have it. */
    public Optional<byte[]> tile(TilePath path) {
        return acts.read(tx -> {
            if (!covered(tx, path)) return Optional.empty();
            return tx.ledger()
                    .tile(path.level(), path.index())
                    .filter(hashes -> hashes.length >= path.width() * Digest.LENGTH)
                    .map(hashes -> Arrays.copyOf(hashes, path.width() * Digest.LENGTH));
        });
    }

    /** The bytes of a bundle of entries; empty when the newest checkpoint does not have it. */
    public Optional<byte[]> bundle(TilePath path) {
        return leaves(path)
                .map(leaves -> EntryBundle.encode(
                        leaves.stream().map(leaf -> Leaves.entry(leaf).bytes()).toList()));
    }

    /** The stored entries of a bundle, in order; empty when the newest checkpoint does not have it. */
    public Optional<List<LedgerRows.Leaf>> leaves(TilePath path) {
        return acts.read(tx -> covered(tx, path)
                ? Optional.of(tx.ledger().leaves(path.firstEntry(), path.firstEntry() + path.width()))
                : Optional.empty());
    }

    /** What the leaf of a stored entry holds. */
    public static String entry(LedgerRows.Leaf leaf) {
        return new String(Leaves.entry(leaf).bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What opens a stored entry; empty when it was erased. */
    public static Optional<Receipt.Opening> opening(LedgerRows.Leaf leaf) {
        return Leaves.opening(leaf);
    }

    private static boolean covered(Tx tx, TilePath path) {
        var size = tx.ledger().head().map(LedgerRows.Head::noteSize).orElse(-1L);
        var level = Math.max(0, path.level());
        return level < 8 && path.firstEntry() + path.width() <= size >>> (8 * level);
    }

    /**
     * The file that proves an entry; empty while no checkpoint covers it. Of the checkpoints that do, it holds the one that
     * most witnesses cosigned; before the first did, the newest.
     */
    public Optional<Receipt> receipt(String event) {
        return acts.read(tx -> {
            var head = tx.ledger().head();
            var leaf = tx.ledger().leaf(event);
            if (head.isEmpty()
                    || leaf.isEmpty()
                    || leaf.get().index() >= head.get().noteSize()) {
                return Optional.empty();
            }
            var index = leaf.get().index();
            var cosigned = Cosigned.of(tx);
            var note = cosigned.best(index)
                    .orElseGet(() -> SignedNote.parse(head.get().note()));
            var tree = new Tree(Checkpoint.parse(note).size(), tiles(tx));
            return Optional.of(new Receipt(
                    Leaves.entry(leaf.get()).bytes(), Leaves.opening(leaf.get()), tree.inclusion(index), note));
        });
    }

    /** The same for an act that may only just have happened: waits for its checkpoint, at most two seconds. */
    public Optional<Receipt> awaited(String event) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var receipt = receipt(event);
            if (receipt.isPresent() || System.nanoTime() > until) return receipt;
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return receipt;
            }
        }
    }

    /**
     * The proof that the tree of this checkpoint grew from an earlier size.
     *
     * @throws IndexOutOfBoundsException when it never had that size
     */
    public Consistency consistency(long earlier, Checkpoint later) {
        return acts.read(tx -> new Tree(later.size(), tiles(tx)).consistency(earlier));
    }

    /** The tiles as one transaction sees them. */
    static TileSource tiles(Tx tx) {
        return (level, index, width) -> tx.ledger()
                .tile(level, index)
                .filter(hashes -> hashes.length >= width * Digest.LENGTH)
                .orElseThrow(() -> new TileSource.MissingTile(level, index));
    }
}
