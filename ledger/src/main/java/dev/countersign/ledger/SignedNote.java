package dev.countersign.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Text with signatures (C2SP signed-note). What it says is believed only once {@link #signedBy} says so.
 *
 * @param text ends with a line end
 */
public record SignedNote(String text, List<Line> lines) {
    private static final int MOST = 64;
    private static final int LONGEST = 1_000_000;
    private static final long LATEST = Instant.MAX.getEpochSecond();

    /**
     * One signature line.
     *
     * @param id the key's
     * @param signature what follows the id; of a cosignature, eight bytes of time come first
     */
    public record Line(String name, int id, byte[] signature) {
        /** When a cosignature was given (C2SP tlog-cosignature); meaningless of another signature. */
        Instant time() {
            return Instant.ofEpochSecond(ByteBuffer.wrap(signature).getLong());
        }

        /** The line as it stands in a note, without its end. */
        public String text() {
            var bytes = ByteBuffer.allocate(4 + signature.length).putInt(id).put(signature);
            return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(bytes.array());
        }
    }

    public SignedNote {
        if (!text.endsWith("\n")) throw new IllegalArgumentException("the text of a note ends with a line end");
        lines = List.copyOf(lines);
    }

    /** A note that nobody signed yet. */
    public static SignedNote unsigned(String text) {
        return new SignedNote(text, List.of());
    }

    /**
     * Reads a note.
     *
     * @throws IllegalArgumentException when it is not well-formed
     */
    public static SignedNote parse(String note) {
        if (note.length() > LONGEST) throw new IllegalArgumentException("this is too long for a note");
        if (note.chars().anyMatch(c -> c < 0x20 && c != '\n' || c == '\uFFFD')) {
            throw new IllegalArgumentException("a note is UTF-8 without control characters");
        }
        var end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n") || end + 2 == note.length()) {
            throw new IllegalArgumentException("a note is text, an empty line, and signature lines");
        }
        return new SignedNote(note.substring(0, end + 1), lines(note.substring(end + 2)));
    }

    /**
     * Reads signature lines alone, each with its end.
     *
     * @throws IllegalArgumentException when they are not well-formed
     */
    public static List<Line> lines(String text) {
        var lines = new ArrayList<Line>();
        for (var line : text.substring(0, Math.max(0, text.length() - 1)).split("\n", -1)) {
            if (lines.size() == MOST) throw new IllegalArgumentException("a note has at most " + MOST + " signatures");
            lines.add(line(line));
        }
        return lines;
    }

    private static Line line(String line) {
        var parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[0].equals("\u2014") || parts[1].isEmpty() || parts[1].contains("+")) {
            throw new IllegalArgumentException("a signature line is a dash, a name and base64");
        }
        var bytes = Base64.getDecoder().decode(parts[2]);
        if (bytes.length < 5) throw new IllegalArgumentException("a signature is longer than its key's id");
        return new Line(parts[1], ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, 4, bytes.length));
    }

    /** The same note with one more signature. */
    public SignedNote with(Line line) {
        var more = new ArrayList<>(lines);
        more.add(line);
        return new SignedNote(text, more);
    }

    /** The same note with the signatures of another that says the same, each once. */
    public SignedNote merged(SignedNote other) {
        if (!other.text.equals(text)) throw new IllegalArgumentException("the notes say different things");
        var more = new ArrayList<>(lines);
        for (var line : other.lines) {
            if (more.stream().noneMatch(known -> known.text().equals(line.text()))) more.add(line);
        }
        return new SignedNote(text, more);
    }

    /**
     * The line with which this key signed the note. Lines of other keys are ignored; when one that claims to be of this key
     * is not, nothing else is believed.
     */
    public Optional<Line> signedBy(NoteKey key) {
        var own = lines.stream()
                .filter(line -> line.id() == key.id() && line.name().equals(key.name()))
                .toList();
        if (!own.stream().allMatch(line -> verifies(line, key))) return Optional.empty();
        return own.stream().findFirst();
    }

    private boolean verifies(Line line, NoteKey key) {
        return switch (key.kind()) {
            case NOTE -> key.signed(text.getBytes(StandardCharsets.UTF_8), line.signature());
            case COSIGNATURE -> {
                if (line.signature().length != 8 + 64) yield false;
                var bytes = ByteBuffer.wrap(line.signature());
                var seconds = bytes.getLong();
                var signature = new byte[64];
                bytes.get(signature);
                yield seconds >= 0 && seconds <= LATEST && key.signed(cosigned(text, seconds), signature);
            }
        };
    }

    /** What a cosignature signs. */
    static byte[] cosigned(String text, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    /** The note as it is sent and kept. */
    @Override
    public String toString() {
        return text + "\n" + lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining());
    }
}
