package dev.countersign.server.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.core.json.StrictJson;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An identity provider that asserts what a test wants. */
final class IdentityProvider {
    static final String ISSUER = "https://idp.example";

    private final ECKey key;

    IdentityProvider(String keyId) {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String jwks() {
        return new JWKSet(key).toPublicJWKSet().toString();
    }

    /** A good assertion that S123 may use {@code files} through {@code desk}, with a change. */
    String assertion(OAuthServer server, Consumer<ObjectNode> change) {
        return assertion("oauth-id-jag+jwt", server, change);
    }

    String assertion(String type, OAuthServer server, Consumer<ObjectNode> change) {
        var now = server.now().getEpochSecond();
        var claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", ISSUER)
                .put("sub", "S123")
                .put("aud", server.issuer())
                .put("client_id", "desk")
                .put("resource", server.files())
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 300);
        change.accept(claims);
        return signed(type, claims);
    }

    private String signed(String type, ObjectNode claims) {
        try {
            var jws = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(new JOSEObjectType(type))
                            .keyID(key.getKeyID())
                            .build(),
                    new Payload(StrictJson.writeString(claims)));
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
