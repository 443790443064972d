package dev.countersign.acts.ledger;

import dev.countersign.acts.Acts;
import dev.countersign.core.Digest;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Consistency;
import dev.countersign.ledger.NoteKey;
import dev.countersign.ledger.NoteSigner;
import dev.countersign.ledger.SignedNote;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Cosigns the checkpoints of other logs, each only when it continues the one before (C2SP tlog-witness). What was cosigned
 * last is kept before the cosignature leaves. Thread-safe; on several nodes too.
 */
public final class Witness {
    /** What came of a request; the names follow the statuses of C2SP tlog-witness. */
    public sealed interface Outcome {
        /** The line to send back. */
        record Cosigned(String line) implements Outcome {}

        record Malformed(String why) implements Outcome {}

        record UnknownLog() implements Outcome {}

        record NotSigned() implements Outcome {}

        /** Another size was cosigned last. */
        record Conflict(long size) implements Outcome {}

        /** The same size was cosigned with another root. */
        record Fork() implements Outcome {}

        record NotConsistent() implements Outcome {}
    }

    private record Request(long old, List<Digest> proof, SignedNote note, Checkpoint checkpoint) {}

    private final Acts acts;
    private final NoteSigner signer;
    private final Map<String, NoteKey> logs;

    /**
     * @param logs the keys of the logs it cosigns
     */
    public Witness(Acts acts, NoteSigner signer, List<NoteKey> logs) {
        this.acts = acts;
        this.signer = signer;
        this.logs = logs.stream().collect(Collectors.toMap(NoteKey::name, Function.identity()));
    }

    /** Answers an {@code add-checkpoint} request. */
    public Outcome add(String body) {
        Request request;
        try {
            request = parse(body);
        } catch (IllegalArgumentException malformed) {
            return new Outcome.Malformed(String.valueOf(malformed.getMessage()));
        }
        var key = logs.get(request.checkpoint().origin());
        if (key == null) return new Outcome.UnknownLog();
        if (request.note().signedBy(key).isEmpty()) return new Outcome.NotSigned();
        if (request.old() > request.checkpoint().size())
            return new Outcome.Malformed("old is larger than the checkpoint");
        Optional<Outcome> refusal = acts.upkeep(tx -> {
            var seen = tx.ledger().witnessed(request.checkpoint().origin());
            var refused = refused(request, seen);
            if (refused.isEmpty()) tx.ledger().witness(request.checkpoint());
            return refused;
        });
        return refusal.orElseGet(() -> {
            var cosigned = signer.cosign(SignedNote.unsigned(request.note().text()), acts.now());
            return new Outcome.Cosigned(cosigned.lines().getFirst().text() + "\n");
        });
    }

    private static Optional<Outcome> refused(Request request, Optional<Checkpoint> seen) {
        var size = seen.map(Checkpoint::size).orElse(0L);
        if (request.old() != size) return Optional.of(new Outcome.Conflict(size));
        var root = seen.map(Checkpoint::root).orElse(dev.countersign.ledger.Hashes.empty());
        var checkpoint = request.checkpoint();
        if (size > 0 && size == checkpoint.size() && !root.equals(checkpoint.root())) {
            return Optional.of(new Outcome.Fork());
        }
        return new Consistency(size, checkpoint.size(), request.proof()).proves(root, checkpoint.root())
                ? Optional.empty()
                : Optional.of(new Outcome.NotConsistent());
    }

    private static Request parse(String body) {
        var end = body.indexOf("\n\n");
        if (end < 0) throw new IllegalArgumentException("an empty line stands before the checkpoint");
        var lines = List.of(body.substring(0, end).split("\n", -1));
        if (!lines.getFirst().matches("old (0|[1-9][0-9]{0,17})") || lines.size() > 64) {
            throw new IllegalArgumentException("the first line is old and a size, then come at most 63 hashes");
        }
        var proof = lines.subList(1, lines.size()).stream()
                .map(line -> Digest.fromBytes(Base64.getDecoder().decode(line)))
                .toList();
        var note = SignedNote.parse(body.substring(end + 2));
        return new Request(Long.parseLong(lines.getFirst().substring(4)), proof, note, Checkpoint.parse(note));
    }

    /** The body of a request, for the other side. */
    public static String request(Consistency consistency, SignedNote note) {
        var proof = consistency.path().stream()
                .map(hash -> Base64.getEncoder().encodeToString(hash.bytes()) + "\n")
                .collect(Collectors.joining());
        return "old " + consistency.earlier() + "\n" + proof + "\n" + note;
    }
}
