package dev.countersign.server.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Holds a key and makes proofs of it with an independent library (Nimbus), as of the server's clock. */
final class KeyHolder {
    private final ECKey key;
    private final DPoPProofFactory factory;

    KeyHolder() {
        try {
            key = new ECKeyGenerator(Curve.P_256).generate();
            factory = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
        } catch (JOSEException failure) {
            throw new AssertionError(failure);
        }
    }

    String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException failure) {
            throw new AssertionError(failure);
        }
    }

    /** A proof of a POST to this address. */
    String proof(String url, Instant at) {
        return proof(url, at, null);
    }

    String proof(String url, Instant at, @Nullable String nonce) {
        try {
            SignedJWT jwt = factory.createDPoPJWT(
                    new JWTID(), "POST", URI.create(url), Date.from(at), null, nonce == null ? null : new Nonce(nonce));
            return jwt.serialize();
        } catch (JOSEException failure) {
            throw new AssertionError(failure);
        }
    }
}
