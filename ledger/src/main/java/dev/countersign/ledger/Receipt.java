package dev.countersign.ledger;

import dev.countersign.core.Digest;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file that proves, without asking anybody, that an entry stands in a log (C2SP tlog-proof, version 1). The extra line
 * carries the entry and, unless erased, its salt and body.
 *
 * @param opening the salt and the body; empty when they were erased
 */
public record Receipt(byte[] entry, Optional<Opening> opening, Inclusion inclusion, SignedNote checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";

    /** What opens a commitment. */
    public record Opening(byte[] salt, byte[] body) {
        /** The body as it was hashed: canonical JSON. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** What the body says. */
        public Body parsed() {
            return Body.parse(body);
        }
    }

    /** A witness's statement that it saw the checkpoint, and nothing that contradicts it, by then. */
    public record Cosigned(String witness, Instant at) {}

    /**
     * What a receipt was found to prove.
     *
     * @param cosigned one for each witness that was asked for
     */
    public record Proven(Entry entry, Optional<Body> body, Checkpoint checkpoint, List<Cosigned> cosigned) {}

    /**
     * Checks every link: the body belongs to the entry, the entry to the tree, the tree to a checkpoint this key signed.
     *
     * @throws IllegalArgumentException when one does not hold; the message says which
     */
    public Proven check(NoteKey log) {
        return check(log, List.of());
    }

    /**
     * As {@link #check(NoteKey)}, and that each of these witnesses cosigned the checkpoint (C2SP tlog-cosignature).
     *
     * @throws IllegalArgumentException when one link does not hold or one witness did not; the message says which
     */
    public Proven check(NoteKey log, List<NoteKey> witnesses) {
        if (checkpoint.signedBy(log).isEmpty()) {
            throw new IllegalArgumentException("the checkpoint is not signed by the key of " + log.name());
        }
        var state = Checkpoint.parse(checkpoint);
        if (!state.origin().equals(log.name())) {
            throw new IllegalArgumentException("the checkpoint is of " + state.origin() + ", not of " + log.name());
        }
        if (inclusion.size() != state.size() || !inclusion.proves(Hashes.leaf(entry), state.root())) {
            throw new IllegalArgumentException("the entry does not stand at " + inclusion.index() + " in the log");
        }
        var known = Entry.parse(entry);
        opening.ifPresent(open -> {
            if (!Entry.commitment(open.salt(), open.body()).equals(known.commitment())) {
                throw new IllegalArgumentException("the body is not the one the entry was made of");
            }
        });
        var cosigned = witnesses.stream().map(this::cosigned).toList();
        return new Proven(known, opening.map(open -> Body.parse(open.body())), state, cosigned);
    }

    private Cosigned cosigned(NoteKey witness) {
        if (witness.kind() != NoteKey.Kind.COSIGNATURE) {
            throw new IllegalArgumentException("the key of " + witness.name() + " is not a witness's");
        }
        return checkpoint
                .signedBy(witness)
                .map(line -> new Cosigned(witness.name(), line.time()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the checkpoint is not cosigned by the witness " + witness.name()));
    }

    /** The file. */
    public String text() {
        var out = new StringBuilder(HEADER);
        out.append("extra ").append(base64(extra())).append('\n');
        out.append("index ").append(inclusion.index()).append('\n');
        inclusion.path().forEach(hash -> out.append(base64(hash.bytes())).append('\n'));
        return out.append('\n').append(checkpoint).toString();
    }

    private byte[] extra() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("entry", new String(entry, StandardCharsets.UTF_8));
        opening.ifPresent(open -> json.put("body", new String(open.body(), StandardCharsets.UTF_8))
                .put("salt", Base64.getUrlEncoder().withoutPadding().encodeToString(open.salt())));
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a file; {@link #check} says what it proves.
     *
     * @throws IllegalArgumentException when it is not such a file
     */
    public static Receipt parse(String file) {
        var end = file.indexOf("\n\n");
        if (!file.startsWith(HEADER) || end < 0) {
            throw new IllegalArgumentException("this is no receipt: it does not begin with " + HEADER.strip());
        }
        var lines = Arrays.asList(file.substring(HEADER.length(), end).split("\n", -1));
        if (lines.size() < 2
                || !lines.get(0).startsWith("extra ")
                || !lines.get(1).matches("index (0|[1-9][0-9]{0,17})")) {
            throw new IllegalArgumentException("a receipt has an extra line and an index");
        }
        var note = SignedNote.parse(file.substring(end + 2));
        List<Digest> path = new ArrayList<>();
        for (var line : lines.subList(2, lines.size())) {
            path.add(Digest.fromBytes(Base64.getDecoder().decode(line)));
        }
        var index = Long.parseLong(lines.get(1).substring("index ".length()));
        var inclusion = new Inclusion(index, Checkpoint.parse(note).size(), path);
        if (extra(lines.get(0)) instanceof ObjectNode json && json.path("entry").isString()) {
            var receipt = new Receipt(utf8(json, "entry"), opening(json), inclusion, note);
            if (receipt.text().equals(file)) return receipt;
        }
        throw new IllegalArgumentException("the extra line of a receipt holds the entry");
    }

    private static JsonNode extra(String line) {
        try {
            return StrictJson.parse(Base64.getDecoder().decode(line.substring("extra ".length())), 4 * Body.LONGEST);
        } catch (MalformedJson malformed) {
            throw new IllegalArgumentException("the extra line of a receipt holds the entry", malformed);
        }
    }

    /** Both or none, and nothing else: a damaged name must not read as an erased body. */
    private static Optional<Opening> opening(ObjectNode json) {
        if (json.size() == 1) return Optional.empty();
        if (json.size() != 3
                || !json.path("body").isString()
                || !json.path("salt").isString()) {
            throw new IllegalArgumentException("the extra line of a receipt holds an entry, and a body with its salt");
        }
        return Optional.of(
                new Opening(Base64.getUrlDecoder().decode(json.path("salt").stringValue()), utf8(json, "body")));
    }

    private static byte[] utf8(ObjectNode json, String name) {
        return json.path(name).stringValue().getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
