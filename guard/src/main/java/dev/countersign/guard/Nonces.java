package dev.countersign.guard;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The nonces that proofs carry (RFC 9449 §8, §9): a minute and its MAC, so that every node that has the key makes and knows
 * the same ones and nothing is stored. Thread-safe.
 */
public final class Nonces {
    /** How long a nonce is accepted after the minute it was made in. */
    public static final Duration LIFE = Duration.ofMinutes(5);

    private static final int MAC_BYTES = 16;

    private final SecretKey key;
    private final InstantSource clock;

    public Nonces(SecretKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** The nonce to hand out now. */
    public String current() {
        return spell(minute(clock.instant()));
    }

    /** Whether this nonce was handed out here, not too long ago. */
    boolean fresh(String nonce) {
        int minute;
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            if (bytes.length != Integer.BYTES + MAC_BYTES) {
                return false;
            }
            minute = ByteBuffer.wrap(bytes).getInt();
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        int age = minute(clock.instant()) - minute;
        // One minute ahead: the clock of the node that made it may be a little before ours.
        return age >= -1
                && age <= LIFE.toMinutes()
                && MessageDigest.isEqual(
                        spell(minute).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        nonce.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static int minute(Instant now) {
        return Math.toIntExact(now.getEpochSecond() / 60);
    }

    private String spell(int minute) {
        byte[] body = ByteBuffer.allocate(Integer.BYTES).putInt(minute).array();
        byte[] whole = Arrays.copyOf(body, Integer.BYTES + MAC_BYTES);
        System.arraycopy(mac(body), 0, whole, Integer.BYTES, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    private byte[] mac(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }
}
