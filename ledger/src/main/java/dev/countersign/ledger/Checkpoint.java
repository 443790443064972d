package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.util.Base64;

/** The state of a log (C2SP tlog-checkpoint): its name, how many entries it has, and the hash over all of them. */
public record Checkpoint(String origin, long size, Digest root) {
    public Checkpoint {
        if (origin.isEmpty() || origin.contains("\n")) throw new IllegalArgumentException("a log's origin is one line");
        if (size < 0) throw new IllegalArgumentException("a log has no negative size");
    }

    /**
     * Reads the text of a note; extension lines are ignored.
     *
     * @throws IllegalArgumentException when it is no checkpoint
     */
    public static Checkpoint parse(SignedNote note) {
        var lines = note.text().split("\n", -1);
        if (lines.length < 4 || !lines[1].matches("0|[1-9][0-9]{0,18}")) {
            throw new IllegalArgumentException("a checkpoint has an origin, a size and a root hash");
        }
        var root = Base64.getDecoder().decode(lines[2]);
        var checkpoint = new Checkpoint(lines[0], Long.parseLong(lines[1]), Digest.fromBytes(root));
        if (!note.text().startsWith(checkpoint.text())) {
            throw new IllegalArgumentException("the root hash of a checkpoint has one spelling");
        }
        return checkpoint;
    }

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
    }

    /** The checkpoint as a note that nobody signed yet. */
    public SignedNote note() {
        return SignedNote.unsigned(text());
    }
}
