package dev.countersign.ledger;

import dev.countersign.core.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Merkle tree hashing (RFC 6962 §2.1) with SHA-256. */
public final class Hashes {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private Hashes() {}

    /** The root of a tree without leaves: the hash of nothing. */
    public static Digest empty() {
        return Digest.of(new byte[0]);
    }

    /** The hash of a leaf that holds {@code entry}. */
    public static Digest leaf(byte[] entry) {
        var sha = sha256();
        sha.update(LEAF);
        return Digest.fromBytes(sha.digest(entry));
    }

    /** The hash of a node above {@code left} and {@code right}. */
    public static Digest node(Digest left, Digest right) {
        var sha = sha256();
        sha.update(NODE);
        sha.update(left.bytes());
        return Digest.fromBytes(sha.digest(right.bytes()));
    }

    /** The hash above {@code count} (a power of two) hashes that lie next to each other in {@code packed}. */
    static Digest perfect(byte[] packed, int first, int count) {
        var sha = sha256();
        var row = new byte[count * Digest.LENGTH];
        System.arraycopy(packed, first * Digest.LENGTH, row, 0, row.length);
        for (var width = count; width > 1; width /= 2) {
            for (var i = 0; i < width; i += 2) {
                sha.update(NODE);
                sha.update(row, i * Digest.LENGTH, 2 * Digest.LENGTH);
                System.arraycopy(sha.digest(), 0, row, i / 2 * Digest.LENGTH, Digest.LENGTH);
            }
        }
        return Digest.fromBytes(java.util.Arrays.copyOf(row, Digest.LENGTH));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }
}
