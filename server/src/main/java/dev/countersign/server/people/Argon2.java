package dev.countersign.server.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106), written as a PHC string. At full cost, 64 MiB and three passes, one takes a few hundred milliseconds
 * of one core; {@link Passphrases} bounds how many run at once. Stateless.
 */
final class Argon2 {
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What one hash costs. */
    record Cost(int memoryKib, int passes, int lanes) {
        /** The second recommendation of RFC 9106 §4, with one lane. */
        static final Cost FULL = new Cost(64 * 1024, 3, 1);
    }

    private record Parsed(Cost cost, byte[] salt, byte[] hash) {}

    private Argon2() {}

    static String hash(String text, Cost cost) {
        var salt = random(SALT);
        return written(cost, salt, compute(text, salt, cost, HASH));
    }

    /** What verifies as slowly as a hash and is nobody's. */
    static String nobodys(Cost cost) {
        return written(cost, random(SALT), random(HASH));
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String written(Cost cost, byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=" + cost.memoryKib() + ",t=" + cost.passes() + ",p=" + cost.lanes() + "$"
                + ENCODER.encodeToString(salt) + "$" + ENCODER.encodeToString(hash);
    }

    /**
     * Whether the text has this hash, with the costs the hash names.
     *
     * @throws IllegalArgumentException when {@code phc} is not what {@link #hash} writes
     */
    static boolean verify(String text, String phc) {
        var parsed = parse(phc).orElseThrow(() -> new IllegalArgumentException("not an Argon2id hash in PHC form"));
        var computed = compute(text, parsed.salt(), parsed.cost(), parsed.hash().length);
        return MessageDigest.isEqual(computed, parsed.hash());
    }

    private static Optional<Parsed> parse(String phc) {
        var match = PHC.matcher(phc);
        if (!match.matches()) return Optional.empty();
        return Optional.of(new Parsed(
                new Cost(
                        Integer.parseInt(match.group(1)),
                        Integer.parseInt(match.group(2)),
                        Integer.parseInt(match.group(3))),
                Base64.getDecoder().decode(match.group(4)),
                Base64.getDecoder().decode(match.group(5))));
    }

    private static byte[] compute(String text, byte[] salt, Cost cost, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        var secret = text.getBytes(StandardCharsets.UTF_8);
        var out = new byte[length];
        generator.generateBytes(secret, out);
        Arrays.fill(secret, (byte) 0);
        return out;
    }
}
