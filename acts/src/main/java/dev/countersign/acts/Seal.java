package dev.countersign.acts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** Authenticated encryption (AES-256-GCM) of what leaves the process and comes back, or rests in the database. */
public final class Seal {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private final SecretKey key;

    Seal(SecretKey key) {
        this.key = key;
    }

    /**
     * @param context what the text belongs to; {@link #open} must be given the same
     * @return base64url
     */
    public String close(String plain, String context) {
        try {
            var nonce = new byte[NONCE];
            RANDOM.nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain.getBytes(StandardCharsets.UTF_8));
            var whole = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
            return Secrets.encode(whole);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("sealing failed", impossible);
        }
    }

    /** The plain text; empty when it was not sealed by this key for this context, or was changed. */
    public Optional<String> open(String sealed, String context) {
        try {
            var whole = Base64.getUrlDecoder().decode(sealed);
            if (whole.length <= NONCE) return Optional.empty();
            var plain = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(whole, NONCE), context)
                    .doFinal(whole, NONCE, whole.length - NONCE);
            return Optional.of(new String(plain, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
