package dev.countersign.acts.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Secrets;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Growth;
import dev.countersign.ledger.NoteSigner;
import dev.countersign.ledger.SignedNote;
import dev.countersign.ledger.Tree;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives committed entries their places in the log and signs checkpoints over them.
 *
 * <p>An entry without a place waits until a pass sees it, however late its transaction committed, so none is skipped. Places
 * are given in the order rows were begun within a pass, and passes follow each other: what was committed before something
 * else began stands before it. The head's size is compared and set in the transaction that gives the places, so two nodes
 * that believe to be the one never both succeed. A checkpoint is signed only over what is committed, and only when it continues
 * what this log signed before: whoever rewrites the database does not get a signature for it.
 */
public final class Sequencer implements AutoCloseable {
    /** How long entries gather before a pass. */
    private static final Duration GATHER = Duration.ofMillis(100);

    /** How often the entries of other nodes, and the lease, are looked after. */
    private static final Duration LOOK = Duration.ofMillis(400);

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int MOST = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

    private final Acts acts;
    private final NoteSigner signer;
    private final String self = Secrets.id("node");
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private Optional<Checkpoint> last = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean here;
    private volatile boolean closed;

    private Sequencer(Acts acts, NoteSigner signer, boolean running) {
        this.acts = acts;
        this.signer = signer;
        this.thread = Thread.ofVirtual().name("sequencer").unstarted(this::run);
        if (running) {
            acts.onEntry(_ -> woken.release());
            thread.start();
        }
    }

    /** Sequences until it is closed. */
    public static Sequencer start(Acts acts, LogKeys keys) {
        return new Sequencer(acts, keys.log(), true);
    }

    /** Sequences, once, everything that waits: for a host command when no server runs. */
    public static void catchUp(Acts acts, LogKeys keys) {
        var once = new Sequencer(acts, keys.log(), false);
        while (once.pass() == MOST) {}
    }

    /** Whether this node is the one that sequences. */
    public boolean here() {
        return here;
    }

    /** Why nothing is signed; empty when all is well. */
    public Optional<String> trouble() {
        return trouble;
    }

    private void run() {
        while (!closed) {
            try {
                if (woken.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) Thread.sleep(GATHER);
                woken.drainPermits();
                here = leased();
                if (here) sequence();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException failed) {
                here = false;
                LOG.warn("the ledger could not be sequenced; entries wait for the next pass: {}", failed.getMessage());
            }
        }
    }

    private void sequence() {
        while (!closed && pass() == MOST) {
            if (!leased()) return;
        }
    }

    private boolean leased() {
        if (!acts.shared()) return true;
        return acts.guarded(tx -> {
            var now = tx.databaseTime();
            return tx.ledger().lease(self, now, now.plus(LEASE));
        });
    }

    private record Seen(long size, long signed, List<Events.Stored> waiting, Optional<Growth> growth) {}

    /** One pass; how many entries got their places. */
    int pass() {
        var seen = acts.read(tx -> {
            var head = tx.ledger().head().orElseThrow();
            var waiting = tx.ledger().waiting(MOST);
            return new Seen(
                    head.size(),
                    head.noteSize(),
                    waiting,
                    waiting.isEmpty() ? Optional.empty() : Optional.of(new Growth(head.size(), Log.tiles(tx))));
        });
        var size = seen.size();
        if (seen.growth().isPresent()) {
            if (!grow(seen, seen.growth().get())) return 0;
            size = seen.growth().get().size();
        }
        if (size > seen.signed()) sign(size);
        return seen.waiting().size();
    }

    private boolean grow(Seen seen, Growth growth) {
        var places = new ArrayList<LedgerRows.Place>(seen.waiting().size());
        for (var stored : seen.waiting()) {
            var leaf = Leaves.entry(stored.entry()).leaf();
            places.add(new LedgerRows.Place(stored.seq(), growth.append(leaf)));
        }
        var tiles = growth.takeChanged();
        var size = growth.size();
        return acts.guarded(tx -> {
            if (!tx.ledger().advance(seen.size(), size)) return false;
            tx.ledger().place(places);
            for (var tile : tiles) tx.ledger().put(new LedgerRows.Tile(tile.level(), tile.index(), tile.hashes()));
            return true;
        });
    }

    private void sign(long size) {
        Optional<Checkpoint> next = acts.read(tx -> {
            var tree = new Tree(size, Log.tiles(tx));
            var before = last.isPresent() ? last : signed(tx.ledger().head().orElseThrow());
            return before.isEmpty() || continues(tree, before.get())
                    ? Optional.of(new Checkpoint(signer.key().name(), size, tree.root()))
                    : Optional.empty();
        });
        if (next.isEmpty()) throw refused("the log does not continue the checkpoint that was signed last");
        var note = signer.sign(next.get().note());
        acts.guarded(tx -> {
            tx.ledger().publish(size, note.toString());
            return true;
        });
        last = next;
        trouble = Optional.empty();
    }

    private static boolean continues(Tree tree, Checkpoint before) {
        return before.size() <= tree.size() && tree.root(before.size()).equals(before.root());
    }

    /** What the database says was signed last: believed only when this log's key signed it. */
    private Optional<Checkpoint> signed(LedgerRows.Head head) {
        if (head.noteSize() < 0) return Optional.empty();
        try {
            var note = SignedNote.parse(head.note());
            if (note.signedBy(signer.key()).isPresent()) return Optional.of(Checkpoint.parse(note));
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw refused("the newest checkpoint in the database was not signed by this log");
    }

    private IllegalStateException refused(String why) {
        if (trouble.isEmpty()) LOG.error("{}; nothing more is signed, find out with audit verify and an anchor", why);
        trouble = Optional.of(why);
        return new IllegalStateException(why);
    }

    /** Ends after a last pass, and lets another node take over at once. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            if (!leased()) return;
            while (pass() == MOST) {}
            if (acts.shared()) {
                acts.guarded(tx -> {
                    tx.ledger().release(self);
                    return true;
                });
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.warn("the last entries are sequenced at the next start: {}", failed.getMessage());
        }
    }
}
