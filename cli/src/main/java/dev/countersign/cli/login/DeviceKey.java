package dev.countersign.cli.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.countersign.core.json.StrictJson;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A key of this computer, which proves that a request comes from here (DPoP, RFC 9449). Its private half never leaves this
 * process, but into a file that only its user can read.
 */
public final class DeviceKey {
    /** How its proofs are signed. */
    static final String ALGORITHM = "ES256";

    private final ECKey key;

    private DeviceKey(ECKey key) {
        this.key = key;
    }

    /** A new one. */
    public static DeviceKey fresh() {
        try {
            return new DeviceKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException everyJavaHasIt) {
            throw new IllegalStateException("no key for the curve P-256 can be made", everyJavaHasIt);
        }
    }

    /**
     * Reads what {@link #jwk} gave.
     *
     * @throws IllegalArgumentException when it is something else; the message repeats nothing of it
     */
    public static DeviceKey read(JsonNode jwk) {
        try {
            ECKey key = ECKey.parse(jwk.toString());
            if (key.isPrivate() && Curve.P_256.equals(key.getCurve())) {
                return new DeviceKey(key);
            }
        } catch (ParseException malformed) {
            // Whoever reads of it must not read the key.
        }
        throw new IllegalArgumentException("it is no private key for " + ALGORITHM);
    }

    /** Everything of it, the private half included (RFC 7517): for a file of its user's, and nothing else. */
    public JsonNode jwk() {
        return StrictJson.parse(key.toJSONString());
    }

    /** What names it to others (RFC 7638). */
    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /**
     * A proof for one request (RFC 9449 §4.2); the next request needs another.
     *
     * @param token the access token that goes with it
     * @param nonce what the server wants to find in it
     */
    public String proof(String method, URI address, Optional<String> token, Optional<String> nonce) {
        try {
            return new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
                    .createDPoPJWT(
                            new JWTID(),
                            method,
                            plain(address),
                            Date.from(Instant.now()),
                            token.map(DPoPAccessToken::new).orElse(null),
                            nonce.map(Nonce::new).orElse(null))
                    .serialize();
        } catch (JOSEException everyJavaHasIt) {
            throw new IllegalStateException("the key of this computer cannot sign", everyJavaHasIt);
        }
    }

    /** RFC 9449 §4.2: {@code htu} has no query and no fragment. */
    private static URI plain(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        return URI.create(address.getScheme() + "://" + address.getRawAuthority() + path);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceKey that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** The private half stays out of logs. */
    @Override
    public String toString() {
        return "DeviceKey[" + thumbprint() + "]";
    }
}
