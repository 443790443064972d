package dev.countersign.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A SHA-256 value (FIPS 180-4). {@link #equals} takes the same time wherever two digests differ, so a digest of a
 * secret may be compared with it. Immutable.
 */
public final class Digest {
    /** Length of a digest in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The SHA-256 of {@code data}. */
    public static Digest of(byte[] data) {
        try {
            return new Digest(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java must have", e);
        }
    }

    /** The SHA-256 of the UTF-8 bytes of {@code text}. */
    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes a digest that was computed before.
     *
     * @throws IllegalArgumentException unless {@code bytes} are 32
     */
    public static Digest fromBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("A SHA-256 digest has 32 bytes, not " + bytes.length);
        }
        return new Digest(bytes.clone());
    }

    /**
     * Reads what {@link #base64url()} wrote.
     *
     * @throws IllegalArgumentException when it is not the one base64url spelling of 32 bytes
     */
    public static Digest fromBase64url(String text) {
        Digest digest = fromBytes(Base64.getUrlDecoder().decode(text));
        if (!digest.base64url().equals(text)) {
            // Padding and stray trailing bits decode too; one value must have one spelling.
            throw new IllegalArgumentException("Not the canonical base64url form of a SHA-256 digest");
        }
        return digest;
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The 43 characters of base64url without padding (RFC 4648 §5). */
    public String base64url() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && MessageDigest.isEqual(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return base64url();
    }
}
