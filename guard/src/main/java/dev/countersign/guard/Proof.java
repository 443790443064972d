package dev.countersign.guard;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.countersign.core.json.StrictJson;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One proof as it says of itself (RFC 9449 §4.2); nothing of it is believed before {@link #signed}. */
record Proof(
        JWSObject jws,
        JWK key,
        String id,
        String method,
        String uri,
        Instant issuedAt,
        Optional<String> nonce,
        Optional<String> tokenHash) {
    private static final int LONGEST = 8 * 1024;
    private static final int LONGEST_ID = 256;
    private static final int LEAST_RSA = 2048;
    private static final int MOST_RSA = 4096;

    /** What is wrong with a proof, for the caller. */
    static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Wrong(String why) {
            super(why);
        }
    }

    static Proof read(String text) throws ParseException {
        if (text.length() > LONGEST) {
            throw new Wrong("The proof is longer than " + LONGEST + " characters");
        }
        JWSObject jws = JWSObject.parse(text);
        JWK key = key(jws.getHeader());
        JsonNode claims = StrictJson.parse(jws.getPayload().toBytes());
        String id = text(claims, "jti");
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new Wrong("jti must have 1 to " + LONGEST_ID + " characters");
        }
        return new Proof(
                jws,
                key,
                id,
                text(claims, "htm"),
                text(claims, "htu"),
                issuedAt(claims.path("iat")),
                optional(claims, "nonce"),
                optional(claims, "ath"));
    }

    private static JWK key(JWSHeader header) {
        if (header.getType() == null || !header.getType().getType().equals("dpop+jwt")) {
            throw new Wrong("typ must be dpop+jwt");
        }
        if (!Proofs.ALGORITHMS.contains(header.getAlgorithm().getName())) {
            throw new Wrong("alg must be one of " + String.join(", ", Proofs.ALGORITHMS));
        }
        JWK key = header.getJWK();
        if (key == null) {
            throw new Wrong("jwk is missing in the header; put the public key there");
        }
        if (key.isPrivate()) {
            throw new Wrong("jwk holds a private key; put only the public one there, and make a new key");
        }
        return key;
    }

    /** Whether the key in the header made the signature. */
    boolean signed() throws JOSEException {
        return jws.verify(verifier());
    }

    private JWSVerifier verifier() throws JOSEException {
        return switch (key) {
            case ECKey ec -> new ECDSAVerifier(ec);
            case RSAKey rsa
            when rsa.size() >= LEAST_RSA && rsa.size() <= MOST_RSA && smallExponent(rsa) -> new RSASSAVerifier(rsa);
            case RSAKey other -> throw new Wrong("An RSA key has " + LEAST_RSA + " to " + MOST_RSA + " bits here");
            default -> throw new Wrong("jwk must be an EC or RSA key that fits alg");
        };
    }

    /** A large public exponent makes a verification as slow as its sender likes. */
    private static boolean smallExponent(RSAKey rsa) {
        return rsa.getPublicExponent().decodeToBigInteger().bitLength() <= 32;
    }

    String thumbprint() throws JOSEException {
        return key.computeThumbprint().toString();
    }

    private static Instant issuedAt(JsonNode iat) {
        if (!iat.isNumber() || !(Math.abs(iat.doubleValue()) < 1e11)) {
            throw new Wrong("iat must be a time in seconds");
        }
        return Instant.ofEpochSecond((long) Math.floor(iat.doubleValue()));
    }

    private static String text(JsonNode claims, String name) {
        return optional(claims, name).orElseThrow(() -> new Wrong(name + " is missing"));
    }

    private static Optional<String> optional(JsonNode claims, String name) {
        JsonNode value = claims.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw new Wrong(name + " must be a string");
        }
        return Optional.of(value.stringValue());
    }

    /** A proof stays out of logs. */
    @Override
    public String toString() {
        return "Proof[" + method + " " + uri + "]";
    }
}
