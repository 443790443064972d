package dev.countersign.core.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a client's secret: its SHA-256 in hex. Good for secrets with the entropy of a key, which the ones we
 * make have; a secret an operator writes in the configuration never reaches the store.
 */
public record SecretHash(String hex) {

    public SecretHash {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a secret's hash is 64 hex digits, not " + hex.length() + " characters");
        }
    }

    /** The hash of a secret in clear. */
    public static SecretHash of(String secret) {
        return new SecretHash(HexFormat.of().formatHex(sha256(secret)));
    }

    /** Whether {@code presented} is the secret; takes the same time wherever it differs. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(HexFormat.of().parseHex(hex), sha256(presented));
    }

    /** Says nothing, so that no log line carries the hash. */
    @Override
    public String toString() {
        return "SecretHash[…]";
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
