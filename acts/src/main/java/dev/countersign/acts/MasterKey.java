package dev.countersign.acts;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The one secret a deployment keeps outside its database. Everything else is derived from it by HKDF with a label. */
public final class MasterKey {
    /** What a derived key is for. Two purposes never share a key. */
    public enum Purpose {
        SIGNING_KEYS,
        REFRESH_TOKENS,
        SEALED_REQUESTS,
        MCP_SESSIONS,
        BROWSERS,
        FORMS,
        CEREMONIES,
        LEDGER_KEYS,
        NONCES,
        KEEPSAKES,
        BACKUPS
    }

    private final byte[] secret;

    /**
     * @throws IllegalArgumentException when there are fewer than 32 bytes
     */
    public MasterKey(byte[] secret) {
        if (secret.length < 32) {
            throw new IllegalArgumentException(
                    "the master key has " + secret.length + " bytes; give it at least 32 random ones");
        }
        this.secret = secret.clone();
    }

    /** A 256-bit key for one purpose. */
    public SecretKey derive(Purpose purpose) {
        try {
            var label = ("countersign/" + purpose.name()).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            var bytes = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(Arrays.copyOf(secret, secret.length))
                            .thenExpand(label, 32));
            return new SecretKeySpec(bytes, "AES");
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    public Seal seal(Purpose purpose) {
        return new Seal(derive(purpose));
    }

    @Override
    public String toString() {
        return "MasterKey[hidden]";
    }
}
