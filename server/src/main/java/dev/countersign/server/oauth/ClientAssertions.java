package dev.countersign.server.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.Spend;
import dev.countersign.core.client.Client;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Judges the assertions by which clients authenticate with a key (RFC 7523 §3, and its revision: the audience is the issuer,
 * alone and as a string). Each assertion counts once, on every node. Thread-safe.
 */
final class ClientAssertions {
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** How far in the future an assertion may end: it is made for one request. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final int MOST_CHARACTERS = 16 * 1024;

    private final String issuer;
    private final Acts acts;

    ClientAssertions(String issuer, Acts acts) {
        this.issuer = issuer;
        this.acts = acts;
    }

    /** Whom an assertion says it is from, without believing it (RFC 7523 §3 rule 2). */
    static Optional<String> subject(String assertion) {
        try {
            return text(StrictJson.parse(parsed(assertion).getPayload().toBytes()), "sub");
        } catch (ParseException | MalformedJson | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** What is wrong with an assertion of this client; empty when it is good, and now used up. */
    Optional<String> problem(String assertion, Client client) {
        try {
            var jws = parsed(assertion);
            if (!signed(jws, client)) return Optional.of("is not signed with one of the client's keys");
            return problem(StrictJson.parse(jws.getPayload().toBytes()), client);
        } catch (ParseException | JOSEException | MalformedJson | IllegalArgumentException malformed) {
            return Optional.of("is not a well-formed JWT");
        }
    }

    private Optional<String> problem(JsonNode claims, Client client) {
        var now = acts.now();
        if (!text(claims, "iss").equals(Optional.of(client.id()))
                || !text(claims, "sub").equals(text(claims, "iss"))) {
            return Optional.of("must have the client_id as iss and sub");
        }
        if (!text(claims, "aud").equals(Optional.of(issuer))) {
            return Optional.of("must have aud \"" + issuer + "\", as one string");
        }
        var end = time(claims, "exp");
        if (end.isEmpty()) return Optional.of("has no exp");
        if (!now.isBefore(end.get().plus(SKEW))) return Optional.of("has expired; make one for each request");
        if (end.get().isAfter(now.plus(LONGEST).plus(SKEW))) {
            return Optional.of("must end within " + LONGEST.toMinutes() + " minutes");
        }
        if (time(claims, "nbf").filter(at -> at.isAfter(now.plus(SKEW))).isPresent()
                || time(claims, "iat").filter(at -> at.isAfter(now.plus(SKEW))).isPresent()) {
            return Optional.of("begins in the future; check the client's clock");
        }
        var jti = text(claims, "jti").filter(id -> !id.isEmpty());
        if (jti.isEmpty()) return Optional.of("has no jti");
        var name = Secrets.hash("assertion\0" + client.id() + "\0" + jti.get());
        return acts.upkeep(new Spend(name, end.get().plus(SKEW)))
                ? Optional.empty()
                : Optional.of("was used before; make one for each request");
    }

    private static JWSObject parsed(String assertion) throws ParseException {
        if (assertion.length() > MOST_CHARACTERS) throw new IllegalArgumentException("too long");
        return JWSObject.parse(assertion);
    }

    private static boolean signed(JWSObject jws, Client client) throws JOSEException {
        var header = jws.getHeader();
        if (!ClientKeys.ALGORITHMS.contains(header.getAlgorithm())) return false;
        for (var key : ClientKeys.parse(client.keys().orElseThrow()).getKeys()) {
            var named = header.getKeyID() == null
                    || key.getKeyID() == null
                    || header.getKeyID().equals(key.getKeyID());
            if (named && fits(key, jws) && jws.verify(verifier(key))) return true;
        }
        return false;
    }

    private static boolean fits(JWK key, JWSObject jws) throws JOSEException {
        return (key instanceof ECKey || key instanceof RSAKey)
                && verifier(key)
                        .supportedJWSAlgorithms()
                        .contains(jws.getHeader().getAlgorithm());
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return key instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier(key.toRSAKey());
    }

    private static Optional<String> text(JsonNode claims, String name) {
        var value = claims.path(name);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static Optional<Instant> time(JsonNode claims, String name) {
        var value = claims.path(name);
        if (value.isMissingNode()) return Optional.empty();
        if (!value.isNumber() || !(Math.abs(value.doubleValue()) < 1e11)) throw new IllegalArgumentException(name);
        return Optional.of(Instant.ofEpochSecond((long) value.doubleValue()));
    }
}
