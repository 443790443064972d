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
 * Argon2id (RFC 9106) with 64 MiB, three passes and one lane, written as a PHC string. Takes a few hundred milliseconds of
 * one core; {@link Passphrases} bounds how many run at once. Stateless.
 */
final class Argon2 {
    private static final int MEMORY_KIB = 64 * 1024;
    private static final int PASSES = 3;
    private static final int LANES = 1;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
    private static final SecureRandom RANDOM = new SecureRandom();

    private record Parsed(int memory, int passes, int lanes, byte[] salt, byte[] hash) {}

    private Argon2() {}

    static String hash(String text) {
        var salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        var hash = compute(text, salt, MEMORY_KIB, PASSES, LANES, HASH);
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + ENCODER.encodeToString(salt)
                + "$" + ENCODER.encodeToString(hash);
    }

    /**
     * Whether the text has this hash, with the costs the hash names.
     *
     * @throws IllegalArgumentException when {@code phc} is not what {@link #hash} writes
     */
    static boolean verify(String text, String phc) {
        var parsed = parse(phc).orElseThrow(() -> new IllegalArgumentException("not an Argon2id hash in PHC form"));
        var computed =
                compute(text, parsed.salt(), parsed.memory(), parsed.passes(), parsed.lanes(), parsed.hash().length);
        return MessageDigest.isEqual(computed, parsed.hash());
    }

    private static Optional<Parsed> parse(String phc) {
        var match = PHC.matcher(phc);
        if (!match.matches()) return Optional.empty();
        return Optional.of(new Parsed(
                Integer.parseInt(match.group(1)),
                Integer.parseInt(match.group(2)),
                Integer.parseInt(match.group(3)),
                Base64.getDecoder().decode(match.group(4)),
                Base64.getDecoder().decode(match.group(5))));
    }

    private static byte[] compute(String text, byte[] salt, int memory, int passes, int lanes, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        var secret = text.getBytes(StandardCharsets.UTF_8);
        var out = new byte[length];
        generator.generateBytes(secret, out);
        Arrays.fill(secret, (byte) 0);
        return out;
    }
}
