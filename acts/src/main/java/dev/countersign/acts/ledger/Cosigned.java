package dev.countersign.acts.ledger;

import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.SignedNote;
import dev.countersign.store.LedgerRows;
import dev.countersign.store.Tx;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The checkpoints that came back from the places off this host, with what each witness signed. Whoever reads them checks. */
record Cosigned(List<SignedNote> notes) {
    static Cosigned of(Tx tx) {
        var size = tx.ledger().head().map(LedgerRows.Head::noteSize).orElse(-1L);
        var same = new LinkedHashMap<String, SignedNote>();
        for (var anchor : tx.anchors().all()) {
            // One that is ahead of the log is an alarm elsewhere, and proves nothing of this log.
            if (anchor.note().isEmpty() || anchor.size() > size) continue;
            var note = SignedNote.parse(anchor.note());
            same.merge(note.text(), note, SignedNote::merged);
        }
        return new Cosigned(
                same.values().stream().filter(note -> note.lines().size() > 1).toList());
    }

    /** What most witnesses signed, and of these the newest, among those that have an entry. */
    Optional<SignedNote> best(long index) {
        return notes.stream()
                .filter(note -> Checkpoint.parse(note).size() > index)
                .max(Comparator.comparing((SignedNote note) -> note.lines().size())
                        .thenComparing(note -> Checkpoint.parse(note).size()));
    }

    /** A checkpoint with what witnesses signed of it. */
    SignedNote merged(SignedNote checkpoint) {
        return notes.stream()
                .filter(note -> note.text().equals(checkpoint.text()))
                .findFirst()
                .map(checkpoint::merged)
                .orElse(checkpoint);
    }
}
