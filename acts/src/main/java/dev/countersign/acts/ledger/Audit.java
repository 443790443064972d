package dev.countersign.acts.ledger;

import dev.countersign.core.Digest;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Entry;
import dev.countersign.ledger.Growth;
import dev.countersign.ledger.Hashes;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.SignedNote;
import dev.countersign.ledger.TileSource;
import dev.countersign.ledger.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Verifies a whole log. It builds the tree twice, from the entries and from the stored hashes, and compares both with each
 * other and with every checkpoint it is given: so it can tell a changed entry from a changed hash, and where a fork begins.
 */
public final class Audit {
    private static final int CHUNK = 16 * Tree.TILE;
    private static final int MOST_FINDINGS = 1_000;
    private static final Digest LOST = Digest.of("an entry that is lost");

    private record Mismatch(long index, String what) {}

    private record Roots(Digest entries, Digest hashes) {}

    private final Source source;
    private final NoteKey key;
    private final List<SignedNote> anchors;
    private final List<Report.Finding> findings = new ArrayList<>();
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final Map<Long, Roots> roots = new LinkedHashMap<>();
    private final Contents contents = new Contents();
    private final Growth entries = new Growth(0, Audit::nothing);
    private final Growth hashes = new Growth(0, Audit::nothing);

    private Audit(Source source, NoteKey key, List<SignedNote> anchors) {
        this.source = source;
        this.key = key;
        this.anchors = anchors;
    }

    /**
     * @param key the log's public key, from a place the log's host cannot change
     * @param anchors earlier checkpoints, from such places
     */
    public static Report of(Source source, NoteKey key, List<SignedNote> anchors) {
        return new Audit(source, key, anchors).report();
    }

    private Report report() {
        var checkpoint = source.checkpoint();
        var size = source.size();
        var known = new ArrayList<Known>();
        checkpoint
                .flatMap(this::parsed)
                .flatMap(note -> known(note, "checkpoint"))
                .ifPresent(known::add);
        anchors.forEach(note -> known(note, "anchor").ifPresent(known::add));
        if (checkpoint.isEmpty()) find("checkpoint", "the log has no signed checkpoint");
        var stops = new TreeSet<Long>();
        known.forEach(one -> stops.add(one.state().size()));
        for (long from = 0; from < size; from += CHUNK) walk(from, Math.min(size, from + CHUNK), stops);
        record(stops);
        judge(known, size);
        beyond(size);
        contents.unexplained()
                .forEach(index -> find("entry " + index, "its body is gone and no redact entry names it"));
        return new Report(
                key.name(),
                entries.size(),
                contents.read(),
                entries.tree().root(),
                contents.erased(),
                source.waiting(),
                (int) known.stream()
                        .filter(one -> one.what().equals("anchor"))
                        .filter(this::holds)
                        .count(),
                List.copyOf(findings),
                contents.openCalls());
    }

    private record Known(String what, Checkpoint state) {
        String name() {
            return what + " of size " + state.size();
        }
    }

    private Optional<SignedNote> parsed(String note) {
        try {
            return Optional.of(SignedNote.parse(note));
        } catch (IllegalArgumentException malformed) {
            find("checkpoint", "the checkpoint cannot be read: " + malformed.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Known> known(SignedNote note, String what) {
        try {
            var state = Checkpoint.parse(note);
            if (note.signedBy(key).isEmpty()) {
                find(what, "the " + what + " of size " + state.size() + " is not signed by " + key);
            } else if (!state.origin().equals(key.name())) {
                find(what, "the " + what + " is of another log: " + state.origin());
            } else {
                return Optional.of(new Known(what, state));
            }
        } catch (IllegalArgumentException malformed) {
            find(what, "the " + what + " cannot be read: " + malformed.getMessage());
        }
        return Optional.empty();
    }

    private void walk(long from, long before, TreeSet<Long> stops) {
        var kept = source.entries(from, before).iterator();
        var next = kept.hasNext() ? kept.next() : null;
        var tile = new byte[0];
        for (var index = from; index < before; index++) {
            record(stops);
            var place = (int) (index % Tree.TILE);
            if (place == 0) tile = source.tile(0, index / Tree.TILE).orElse(new byte[0]);
            var stored = at(tile, place);
            while (next != null && next.index() < index) next = kept.hasNext() ? kept.next() : null;
            var present = next != null && next.index() == index ? Optional.of(next) : Optional.<Source.Kept>empty();
            var made = present.flatMap(Source.Kept::entry).map(Hashes::leaf);
            compare(index, present, made, stored);
            entries.append(made.or(() -> stored).orElse(LOST));
            hashes.append(stored.or(() -> made).orElse(LOST));
            if (source.reach() != Source.Reach.HASHES) present.ifPresent(contents::read);
        }
        record(stops);
        upperTiles();
        source.changedOrigins(from, before)
                .forEach(id -> find("origin " + id, "the kept address is not the one that was logged"));
        source.lostOrigins(from, before)
                .forEach(id -> find("origin " + id, "the address is gone, and the entry that names it was not erased"));
    }

    private void compare(long index, Optional<Source.Kept> present, Optional<Digest> made, Optional<Digest> stored) {
        if (present.isEmpty()) {
            if (source.reach() == Source.Reach.ALL) mismatch(index, "it is missing");
        } else if (made.isEmpty()) {
            mismatch(index, "what is kept is no entry");
        } else if (stored.isEmpty()) {
            find("tile 0/" + index / Tree.TILE, "the hash of entry " + index + " is missing");
        } else if (!made.get().equals(stored.get())) {
            mismatch(index, "it is not what was logged" + name(present.get()));
        } else if (present.get().opening().isPresent() && !opens(present.get())) {
            mismatch(index, "its body is not the one that was logged");
        } else if (present.get().residue()) {
            find("entry " + index, "its body was erased, and what stands in its place was never logged");
        }
    }

    private static boolean opens(Source.Kept kept) {
        var opening = kept.opening().orElseThrow();
        return kept.entry()
                .map(Entry::parse)
                .filter(entry ->
                        Entry.commitment(opening.salt(), opening.body()).equals(entry.commitment()))
                .isPresent();
    }

    private static String name(Source.Kept kept) {
        return kept.entry()
                .map(bytes -> " (now " + new String(bytes, java.nio.charset.StandardCharsets.UTF_8) + ")")
                .orElse("");
    }

    /** Every tile above the leaves, as soon as it changed, against what is stored. */
    private void upperTiles() {
        var stored = new ArrayList<>(hashes.takeChanged());
        entries.takeChanged();
        for (var tile : stored) {
            if (tile.level() == 0) continue;
            var kept = source.tile(tile.level(), tile.index()).orElse(new byte[0]);
            if (kept.length >= tile.hashes().length
                    && Arrays.equals(Arrays.copyOf(kept, tile.hashes().length), tile.hashes())) continue;
            find("tile " + tile.level() + "/" + tile.index(), "it is not made of the tiles below it");
        }
    }

    private void record(TreeSet<Long> stops) {
        if (stops.contains(entries.size()) && !roots.containsKey(entries.size())) {
            roots.put(
                    entries.size(),
                    new Roots(entries.tree().root(), hashes.tree().root()));
        }
    }

    /** Which of the two trees the signed checkpoints speak for. */
    private void judge(List<Known> known, long size) {
        var byHashes = known.stream()
                .anyMatch(one -> !mismatches.isEmpty()
                        && one.state().size() > mismatches.getFirst().index()
                        && matches(one, false));
        var byEntries = known.stream()
                .anyMatch(one -> !mismatches.isEmpty()
                        && one.state().size() > mismatches.getFirst().index()
                        && matches(one, true));
        for (var one : mismatches) {
            if (byEntries && !byHashes) {
                find(
                        "tile 0/" + one.index() / Tree.TILE,
                        "its hash of entry " + one.index() + " is wrong; the entry is right");
            } else {
                find("entry " + one.index(), one.what());
            }
        }
        long good = 0;
        for (var one : known.stream()
                .sorted(java.util.Comparator.comparingLong(k -> k.state().size()))
                .toList()) {
            if (one.state().size() > size) {
                find(
                        "entry " + size,
                        "the log ends here, but the " + one.name() + " was signed: entries " + size + " to "
                                + (one.state().size() - 1) + " are gone");
            } else if (holds(one)) {
                good = one.state().size();
            } else {
                find(
                        "entries " + good + " to " + (one.state().size() - 1),
                        "the log does not continue the " + one.name()
                                + ": something here was changed, added or removed");
            }
        }
    }

    private boolean holds(Known one) {
        return matches(one, true) || matches(one, false);
    }

    private boolean matches(Known one, boolean byEntries) {
        var found = roots.get(one.state().size());
        return found != null
                && (byEntries ? found.entries() : found.hashes())
                        .equals(one.state().root());
    }

    private void beyond(long size) {
        source.entries(size, Long.MAX_VALUE)
                .forEach(kept -> find(
                        "entry " + kept.index(),
                        "it stands beyond the end of the log, which has " + size + " entries"));
        source.entries(Long.MIN_VALUE, 0)
                .forEach(kept -> find("entry " + kept.index(), "it stands before the beginning of the log"));
    }

    private static Optional<Digest> at(byte[] tile, int place) {
        return tile.length < (place + 1) * Digest.LENGTH
                ? Optional.empty()
                : Optional.of(
                        Digest.fromBytes(Arrays.copyOfRange(tile, place * Digest.LENGTH, (place + 1) * Digest.LENGTH)));
    }

    private void mismatch(long index, String what) {
        if (mismatches.size() < MOST_FINDINGS) mismatches.add(new Mismatch(index, what));
    }

    private void find(String where, String what) {
        if (findings.size() < MOST_FINDINGS) findings.add(new Report.Finding(where, what));
    }

    private static byte[] nothing(int level, long index, int width) {
        throw new TileSource.MissingTile(level, index);
    }
}
