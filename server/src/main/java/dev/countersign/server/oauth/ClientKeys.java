package dev.countersign.server.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;

/** The public keys that clients, and resources that introspect, authenticate with (RFC 7517). */
public final class ClientKeys {
    /** The signature algorithms of client assertions; all are asymmetric. */
    public static final List<JWSAlgorithm> ALGORITHMS =
            List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512, JWSAlgorithm.PS256, JWSAlgorithm.RS256);

    /** A signature without a key's name is tried with each, so a long list is work for whoever verifies. */
    private static final int MOST_KEYS = 32;

    private static final int LEAST_RSA = 2048;
    private static final int MOST_RSA = 4096;
    private static final int LONGEST_EXPONENT = 32;

    private ClientKeys() {}

    /** Whether one of these keys signed it, with one of the {@link #ALGORITHMS} (RFC 7515 §5.2). */
    public static boolean signed(JWSObject jws, JWKSet keys) {
        var header = jws.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) return false;
        for (var key : keys.getKeys()) {
            var named = header.getKeyID() == null
                    || key.getKeyID() == null
                    || header.getKeyID().equals(key.getKeyID());
            if (named && fits(key, jws)) return true;
        }
        return false;
    }

    private static boolean fits(JWK key, JWSObject jws) {
        try {
            if (!usable(key)) return false;
            var verifier = key instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier(key.toRSAKey());
            return verifier.supportedJWSAlgorithms().contains(jws.getHeader().getAlgorithm()) && jws.verify(verifier);
        } catch (JOSEException | RuntimeException unusable) {
            // A key of theirs that cannot be used signed nothing; another one of the set may have.
            return false;
        }
    }

    /** RFC 7518 §3.3: RSA from 2048 bits; and not so large that checking a stranger's signature costs what they like. */
    private static boolean usable(JWK key) {
        return switch (key) {
            case ECKey _ -> true;
            case RSAKey rsa ->
                rsa.size() >= LEAST_RSA
                        && rsa.size() <= MOST_RSA
                        && rsa.getPublicExponent().decodeToBigInteger().bitLength() <= LONGEST_EXPONENT;
            default -> false;
        };
    }

    /**
     * A set of public keys, at least one of which can be used.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static JWKSet parse(Map<String, Object> jwks) {
        try {
            var keys = JWKSet.parse(jwks);
            if (keys.isEmpty()) throw new IllegalArgumentException("jwks has no keys");
            if (keys.size() > MOST_KEYS) {
                throw new IllegalArgumentException("jwks has more than " + MOST_KEYS + " keys; leave out old ones");
            }
            if (keys.getKeys().stream().anyMatch(key -> key.isPrivate())) {
                throw new IllegalArgumentException("jwks holds a private or shared key; give public keys only");
            }
            if (keys.getKeys().stream().noneMatch(ClientKeys::usable)) {
                throw new IllegalArgumentException(
                        "jwks has no key that is taken here; give an EC key, or an RSA key of " + LEAST_RSA + " to "
                                + MOST_RSA + " bits with an ordinary exponent");
            }
            return keys;
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("jwks is not a JWK set (RFC 7517)");
        }
    }

    /**
     * Reads the keys from the file the configuration names.
     *
     * @param whose the entry of the configuration, such as {@code clients.NAME}
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Map<String, Object> read(String whose, Path file) {
        try {
            var keys = JWKSet.parse(Files.readString(file)).toJSONObject(false);
            parse(keys);
            return keys;
        } catch (IOException | ParseException | IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    whose + ".jwks: " + file + " is no set of public keys (RFC 7517); check its content");
        }
    }
}
