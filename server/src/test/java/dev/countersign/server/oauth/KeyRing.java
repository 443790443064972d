package dev.countersign.server.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import dev.countersign.core.json.StrictJson;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;

/** Keys of every kind, for signatures with any algorithm. */
final class KeyRing {
    private final List<ECKey> curves;
    private final JWK rsa;

    KeyRing() {
        try {
            curves = List.of(curve(Curve.P_256), curve(Curve.P_384), curve(Curve.P_521));
            rsa = new RSAKeyGenerator(2048).keyID("RSA").generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static ECKey curve(Curve curve) throws JOSEException {
        return new ECKeyGenerator(curve).keyID(curve.getName()).generate();
    }

    /** The public halves, as a JWK set. */
    String jwks() {
        var all = new java.util.ArrayList<JWK>(curves);
        all.add(rsa);
        return new JWKSet(all).toPublicJWKSet().toString();
    }

    /** A client's assertion of itself for one request (RFC 7523 §3). */
    String assertion(String algorithm, String client, String audience, Instant now) throws JOSEException {
        var claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", client)
                .put("sub", client)
                .put("aud", audience)
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now.getEpochSecond())
                .put("exp", now.getEpochSecond() + 60);
        var header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                .keyID(key(algorithm).getKeyID())
                .build();
        var jws = new JWSObject(header, new Payload(StrictJson.writeString(claims)));
        jws.sign(signer(key(algorithm)));
        return jws.serialize();
    }

    /** A proof of a POST to this address (RFC 9449 §4.2), by an independent library. */
    String proof(String algorithm, String url, Instant now) throws JOSEException {
        SignedJWT proof = new DefaultDPoPProofFactory(key(algorithm), JWSAlgorithm.parse(algorithm))
                .createDPoPJWT(
                        new com.nimbusds.oauth2.sdk.id.JWTID(), "POST", URI.create(url), Date.from(now), null, null);
        return proof.serialize();
    }

    private JWK key(String algorithm) {
        return curves.stream()
                .filter(key -> algorithm.equals(
                        switch (key.getCurve().getName()) {
                            case "P-256" -> "ES256";
                            case "P-384" -> "ES384";
                            default -> "ES512";
                        }))
                .map(JWK.class::cast)
                .findFirst()
                .orElse(rsa);
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.toRSAKey());
    }
}
