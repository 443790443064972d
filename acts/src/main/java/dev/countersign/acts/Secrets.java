package dev.countersign.acts;

import dev.countersign.core.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Random ids and opaque secrets. A secret is {@code cs_KIND_} + payload + a six-digit checksum, so that scanners recognise
 * a leaked one without asking anybody; at rest only its SHA-256 stands.
 */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM = 6;

    private Secrets() {}

    /** {@code bytes} random bytes in base64url. */
    public static String random(int bytes) {
        var buffer = new byte[bytes];
        RANDOM.nextBytes(buffer);
        return encode(buffer);
    }

    /** A public id: a prefix and 120 random bits. */
    public static String id(String prefix) {
        return prefix + "_" + random(15);
    }

    /** A fresh secret of 256 random bits. */
    public static String secret(String kind) {
        return checked(kind, random(32));
    }

    /** Whether it is spelled as a secret of this kind is: prefix and checksum are right. */
    public static boolean wellFormed(String kind, String secret) {
        return payload(kind, secret).isPresent();
    }

    /** A secret with a given payload and its checksum. */
    static String checked(String kind, String payload) {
        var body = "cs_" + kind + "_" + payload;
        return body + checksum(body);
    }

    /** The payload of a well-formed secret of this kind; empty when prefix or checksum is wrong. */
    static Optional<String> payload(String kind, String secret) {
        var prefix = "cs_" + kind + "_";
        if (!secret.startsWith(prefix) || secret.length() <= prefix.length() + CHECKSUM) return Optional.empty();
        var body = secret.substring(0, secret.length() - CHECKSUM);
        if (!checksum(body).equals(secret.substring(body.length()))) return Optional.empty();
        return Optional.of(body.substring(prefix.length()));
    }

    /** What stands in the database for a secret. */
    public static String hash(String secret) {
        return Digest.of(secret).base64url();
    }

    /** Compares without telling by its time how much was right. */
    public static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        var value = crc.getValue();
        var text = new char[CHECKSUM];
        for (var i = CHECKSUM - 1; i >= 0; i--, value /= 62) text[i] = DIGITS.charAt((int) (value % 62));
        return new String(text);
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
