package dev.countersign.server.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;

/** The public keys that clients authenticate with (RFC 7517). */
public final class ClientKeys {
    /** The signature algorithms of client assertions; all are asymmetric. */
    static final List<JWSAlgorithm> ALGORITHMS =
            List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512, JWSAlgorithm.PS256, JWSAlgorithm.RS256);

    private ClientKeys() {}

    /**
     * A set of public keys, at least one of them.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static JWKSet parse(Map<String, Object> jwks) {
        try {
            var keys = JWKSet.parse(jwks);
            if (keys.isEmpty()) throw new IllegalArgumentException("jwks has no keys");
            if (keys.getKeys().stream().anyMatch(key -> key.isPrivate())) {
                throw new IllegalArgumentException("jwks holds a private or shared key; give public keys only");
            }
            return keys;
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("jwks is not a JWK set (RFC 7517)");
        }
    }

    /**
     * Reads a client's keys from the file the configuration names.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Map<String, Object> read(String client, Path file) {
        try {
            var keys = JWKSet.parse(Files.readString(file)).toJSONObject(false);
            parse(keys);
            return keys;
        } catch (IOException | ParseException | IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    "clients." + client + ".jwks: " + file + " is no set of public keys (RFC 7517); check its content");
        }
    }
}
