package dev.countersign.acts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** Signs JWTs with the key that signs now, ES256. Every kind has a {@code typ} of its own (RFC 8725 §3.11). Thread-safe. */
public final class Signer {
    private final Keys keys;
    private final ConcurrentHashMap<String, ECDSASigner> signers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Headed, JWSHeader> headers = new ConcurrentHashMap<>();

    /** What decides a header: the kind of token and the key. */
    private record Headed(JOSEObjectType type, String keyId) {}

    public Signer(Keys keys) {
        this.keys = keys;
    }

    /** The compact form. */
    public String sign(JOSEObjectType type, ObjectNode body) {
        var key = keys.signing();
        var header = headers.computeIfAbsent(new Headed(type, key.getKeyID()), Signer::header);
        var token = new JWSObject(header, new Payload(body.toString().getBytes(StandardCharsets.UTF_8)));
        try {
            token.sign(signers.computeIfAbsent(key.getKeyID(), _ -> signer(key)));
        } catch (JOSEException failure) {
            throw new IllegalStateException("a token could not be signed", failure);
        }
        return token.serialize();
    }

    /** A header that was parsed keeps its encoded form; one that was built is encoded anew for every token. */
    private static JWSHeader header(Headed headed) {
        var built = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(headed.type())
                .keyID(headed.keyId())
                .build();
        try {
            return JWSHeader.parse(built.toBase64URL());
        } catch (ParseException impossible) {
            throw new IllegalStateException("a header of our own cannot be read", impossible);
        }
    }

    private static ECDSASigner signer(ECKey key) {
        try {
            return new ECDSASigner(key);
        } catch (JOSEException failure) {
            throw new IllegalStateException("a signing key cannot be used", failure);
        }
    }
}
