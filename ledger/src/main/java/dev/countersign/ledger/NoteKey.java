package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public Ed25519 key with the name it signs notes by (C2SP signed-note): {@code NAME+ID+BASE64}. Immutable.
 */
public final class NoteKey {
    /** What a key signs. */
    public enum Kind {
        /** Notes, such as a log's own checkpoints. */
        NOTE(1),
        /** Timestamped cosignatures of checkpoints (C2SP tlog-cosignature). */
        COSIGNATURE(4);

        private final int type;

        Kind(int type) {
            this.type = type;
        }
    }

    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final Kind kind;
    private final byte[] point;

    NoteKey(String name, Kind kind, byte[] point) {
        if (name.isEmpty()
                || name.codePoints()
                        .anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '+' || c < 0x20)) {
            throw new IllegalArgumentException("the name of a key is not empty and has no spaces and no plus: " + name);
        }
        if (point.length != 32) throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + point.length);
        this.name = name;
        this.kind = kind;
        this.point = point.clone();
        publicKey();
    }

    /**
     * Reads {@code NAME+ID+BASE64}.
     *
     * @throws IllegalArgumentException when it is none, its id is not its own, or its kind is not known here
     */
    public static NoteKey parse(String text) {
        var parts = text.split("\\+", 3);
        if (parts.length != 3) throw new IllegalArgumentException("a verifier key is NAME+ID+BASE64");
        var bytes = decoded(parts[2]);
        if (bytes.length != 33) throw new IllegalArgumentException("the key of " + parts[0] + " is no Ed25519 key");
        for (var kind : Kind.values()) {
            if (bytes[0] != kind.type) continue;
            var key = new NoteKey(parts[0], kind, Arrays.copyOfRange(bytes, 1, 33));
            if (key.toString().equals(text)) return key;
            throw new IllegalArgumentException("the id in the key of " + parts[0] + " is not that of the key");
        }
        throw new IllegalArgumentException("the key of " + parts[0] + " is of a kind that is not known here");
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key is not base64", e);
        }
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** The first four bytes of SHA-256(name, line end, type, key). */
    int id() {
        var preimage = new ByteArrayOutputStream();
        preimage.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        preimage.write('\n');
        preimage.write(kind.type);
        preimage.writeBytes(point);
        return ByteBuffer.wrap(Digest.of(preimage.toByteArray()).bytes()).getInt();
    }

    /** Whether these bytes were signed by this key. */
    boolean signed(byte[] message, byte[] signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey());
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    private PublicKey publicKey() {
        try {
            var encoded = Arrays.copyOf(SPKI, SPKI.length + point.length);
            System.arraycopy(point, 0, encoded, SPKI.length, point.length);
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key of " + name + " is no Ed25519 key", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteKey key && key.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        var typed = new byte[33];
        typed[0] = (byte) kind.type;
        System.arraycopy(point, 0, typed, 1, 32);
        return "%s+%08x+%s".formatted(name, id(), Base64.getEncoder().encodeToString(typed));
    }
}
