package dev.countersign.acts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Spells refresh tokens: {@code cs_rt_} + lineage id, generation and MAC. A token is a function of lineage and generation,
 * so nothing of it is stored, and a forged one is told apart before the database is asked.
 */
public final class RefreshTokens {
    private static final int MAC_BYTES = 16;

    /** What a genuine token names. */
    public record Presented(String lineage, int generation) {}

    private final SecretKey key;

    public RefreshTokens(MasterKey master) {
        this.key = master.derive(MasterKey.Purpose.REFRESH_TOKENS);
    }

    public String spell(String lineage, int generation) {
        var id = lineage.getBytes(StandardCharsets.US_ASCII);
        var body = ByteBuffer.allocate(id.length + Integer.BYTES + MAC_BYTES)
                .put(id)
                .putInt(generation);
        body.put(mac(Arrays.copyOf(body.array(), id.length + Integer.BYTES)));
        return Secrets.checked("rt", Secrets.encode(body.array()));
    }

    /** What the token names; empty when it is not one of ours. */
    public Optional<Presented> read(String token) {
        return Secrets.payload("rt", token).flatMap(this::decode);
    }

    private Optional<Presented> decode(String payload) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(payload);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        var signed = bytes.length - MAC_BYTES;
        if (signed <= Integer.BYTES) return Optional.empty();
        var mac = Arrays.copyOfRange(bytes, signed, bytes.length);
        if (!MessageDigest.isEqual(mac, mac(Arrays.copyOf(bytes, signed)))) return Optional.empty();
        var lineage = new String(bytes, 0, signed - Integer.BYTES, StandardCharsets.US_ASCII);
        return Optional.of(new Presented(
                lineage,
                ByteBuffer.wrap(bytes, signed - Integer.BYTES, Integer.BYTES).getInt()));
    }

    private byte[] mac(byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(body), MAC_BYTES);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }
}
