package dev.countersign.server.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.Spend;
import dev.countersign.core.client.Client;
import dev.countersign.server.oauth.client.KeySets;
import dev.countersign.server.web.Refusal;
import java.time.Duration;
import java.util.Optional;

/**
 * Judges the assertions by which clients, and resources that introspect, authenticate with a key (RFC 7523 §3, and its revision: the audience is the issuer,
 * alone and as a string). Each assertion counts once, on every node. Thread-safe.
 */
final class ClientAssertions {
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** How far in the future an assertion may end: it is made for one request. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String MALFORMED = "is not a well-formed JWT";

    private final String issuer;
    private final KeySets keySets;
    private final Acts acts;

    /** @param keySets the keys of clients that name an address for them */
    ClientAssertions(String issuer, KeySets keySets, Acts acts) {
        this.issuer = issuer;
        this.keySets = keySets;
        this.acts = acts;
    }

    /** Whom an assertion says it is from, without believing it (RFC 7523 §3 rule 2). */
    static Optional<String> subject(String assertion) {
        return Claims.parse(assertion).flatMap(claims -> claims.text("sub"));
    }

    /**
     * What is wrong with an assertion of this client; empty when it is good, and now used up.
     *
     * @throws Refusal.OAuth {@code temporarily_unavailable} when the client's keys cannot be had now
     */
    Optional<String> problem(String assertion, Client client, String network) {
        var claims = Claims.parse(assertion);
        if (claims.isEmpty()) return Optional.of(MALFORMED);
        return problem(claims.get(), client.id(), signed(claims.get(), client, network));
    }

    /** The same for who has this name and is known by these keys. */
    Optional<String> problem(String assertion, String name, JWKSet keys) {
        var claims = Claims.parse(assertion);
        if (claims.isEmpty()) return Optional.of(MALFORMED);
        return problem(claims.get(), name, ClientKeys.signed(claims.get().jws(), keys));
    }

    private Optional<String> problem(Claims claims, String clientId, boolean signed) {
        if (!signed) return Optional.of("is not signed with one of the client's keys");
        if (!claims.text("iss").equals(Optional.of(clientId))
                || !claims.text("sub").equals(claims.text("iss"))) {
            return Optional.of("must have the client_id as iss and sub");
        }
        if (!claims.text("aud").equals(Optional.of(issuer))) {
            return Optional.of("must have aud \"" + issuer + "\", as one string");
        }
        var time = claims.problemOfTime(acts.now(), LONGEST);
        if (time.isPresent()) return time;
        var jti = claims.text("jti").filter(id -> !id.isEmpty());
        if (jti.isEmpty()) return Optional.of("has no jti");
        var name = Secrets.hash("assertion\0" + clientId + "\0" + jti.get());
        return acts.upkeep(new Spend(name, claims.time("exp").orElseThrow().plus(Claims.SKEW)))
                ? Optional.empty()
                : Optional.of("was used before; make one for each request");
    }

    private boolean signed(Claims claims, Client client, String network) {
        if (client.keys().isPresent()) {
            return ClientKeys.signed(
                    claims.jws(), ClientKeys.parse(client.keys().get()));
        }
        var address = client.keysAddress();
        if (address.isEmpty()) return false;
        try {
            return keySets.any(address.get(), network, keys -> ClientKeys.signed(claims.jws(), keys));
        } catch (KeySets.Unavailable unavailable) {
            throw new Refusal.OAuth(
                            503,
                            "temporarily_unavailable",
                            "The client's keys at its jwks_uri cannot be had now: " + unavailable.getMessage()
                                    + ". Try again in half a minute.")
                    .retryAfter(30);
        }
    }
}
