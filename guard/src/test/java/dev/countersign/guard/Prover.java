package dev.countersign.guard;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.core.Digest;
import dev.countersign.core.json.StrictJson;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Holds a key and makes proofs of it, good ones unless the test changes them. */
final class Prover {
    private final ECKey key;

    Prover() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).generate();
    }

    ECKey key() {
        return key;
    }

    String thumbprint() throws Exception {
        return key.computeThumbprint().toString();
    }

    /** A good proof of a POST there, for a token. */
    String proof(String url, Instant at, String token) throws Exception {
        return proof(url, at, claims -> claims.put("ath", Digest.of(token).base64url()));
    }

    String proof(String url, Instant at, Consumer<ObjectNode> change) throws Exception {
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("jti", UUID.randomUUID().toString())
                .put("htm", "POST")
                .put("htu", url)
                .put("iat", at.getEpochSecond());
        change.accept(claims);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        return signed(header, StrictJson.writeString(claims));
    }

    String signed(JWSHeader header, String claims) throws Exception {
        JWSObject jws = new JWSObject(header, new Payload(claims));
        jws.sign(new ECDSASigner(key));
        return jws.serialize();
    }
}
