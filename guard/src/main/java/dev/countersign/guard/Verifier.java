package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.Digest;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Verifies access tokens of one issuer by their signature (RFC 9068 §4): {@code at+jwt}, ES256, the issuer, not expired.
 * Whether the grant behind a token is alive is asked elsewhere. Signatures that were verified are remembered by the hash
 * of the token. Thread-safe.
 */
public final class Verifier {
    /** How far the clocks of the nodes may differ. */
    public static final Duration SKEW = Duration.ofSeconds(2);

    private static final int MAX_REMEMBERED = 50_000;
    private static final int MOST_ACTORS = 5;
    private static final Set<String> NO_IDENTITY = Set.of("exp", "nbf", "iat", "aud");
    private static final Set<String> TYPES = Set.of("at+jwt", "application/at+jwt");

    /** What came of a verification. */
    public sealed interface Verdict {
        /** The token is the issuer's and has not expired. */
        record Valid(AccessToken token) implements Verdict {}

        /**
         * It is not.
         *
         * @param why for the caller
         */
        record Invalid(String why) implements Verdict {}

        /** Nobody can tell just now. */
        record Unavailable() implements Verdict {}
    }

    private final String issuer;
    private final PublicKeys keys;
    private final PersonalTokens personal;
    private final Cache<Digest, AccessToken> verified = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    /** Verifies signed tokens only. */
    public Verifier(String issuer, PublicKeys keys) {
        this(issuer, keys, PersonalTokens.NONE);
    }

    /** Verifies signed tokens, and looks up the others. */
    public Verifier(String issuer, PublicKeys keys, PersonalTokens personal) {
        this.issuer = issuer;
        this.keys = keys;
        this.personal = personal;
    }

    /** Verifies {@code token} as of {@code now}. */
    public Verdict verify(String token, Instant now) {
        Digest hash = Digest.of(token);
        AccessToken known = verified.getIfPresent(hash);
        if (known == null) {
            Optional<AccessToken> read;
            try {
                read = token.startsWith(PersonalTokens.PREFIX) ? personal.find(token) : read(token);
            } catch (PersonalTokens.Unavailable e) {
                return new Verdict.Unavailable();
            }
            if (read.isEmpty()) {
                return new Verdict.Invalid("The access token is not one of this server's");
            }
            known = read.get();
            verified.put(hash, known);
        }
        return now.isBefore(known.expiresAt().plus(SKEW))
                ? new Verdict.Valid(known)
                : new Verdict.Invalid("The access token has expired");
    }

    private Optional<AccessToken> read(String token) {
        try {
            JWSObject jws = JWSObject.parse(token);
            return signed(jws)
                    ? Optional.of(claims(StrictJson.parse(jws.getPayload().toBytes())))
                    : Optional.empty();
        } catch (ParseException | JOSEException | MalformedJson | InvalidAuthority | IllegalArgumentException e) {
            // One answer for all: what exactly is wrong with a forged token helps only its maker.
            return Optional.empty();
        }
    }

    private boolean signed(JWSObject jws) throws JOSEException {
        JWSHeader header = jws.getHeader();
        JOSEObjectType type = header.getType();
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                || type == null
                || !TYPES.contains(type.getType())
                || header.getKeyID() == null) {
            return false;
        }
        Optional<ECKey> key = keys.find(header.getKeyID());
        return key.isPresent() && jws.verify(new ECDSAVerifier(key.get()));
    }

    private AccessToken claims(JsonNode claims) {
        if (!text(claims, "iss").equals(issuer)) {
            throw new IllegalArgumentException("another issuer");
        }
        JsonNode key = claims.path("cnf").path("jkt");
        JsonNode details = claims.path("authorization_details");
        return new AccessToken(
                text(claims, "jti"),
                new GrantId(text(claims, "grant_id")),
                TokenKind.ofWire(text(claims, "token_kind")),
                text(claims, "sub"),
                new ClientId(text(claims, "client_id")),
                audience(claims.path("aud")),
                details.isMissingNode() ? Authority.NONE : Authority.parse(details),
                scopes(claims.path("scope")),
                expiry(claims.path("exp")),
                claims.has("cnf") ? Optional.of(key.isString() ? key.stringValue() : "") : Optional.empty(),
                actors(claims),
                mayAct(claims),
                false);
    }

    /** RFC 8693 §4.1: only who acts stands in {@code act}, and only so deep. */
    private List<AgentId> actors(JsonNode claims) {
        List<AgentId> actors = new ArrayList<>();
        for (JsonNode act = claims.path("act"); !act.isMissingNode(); act = act.path("act")) {
            if (!act.isObject()
                    || NO_IDENTITY.stream().anyMatch(act::has)
                    || !text(act, "iss").equals(issuer)
                    || actors.size() == MOST_ACTORS) {
                throw new IllegalArgumentException("the chain of actors is not one of ours");
            }
            actors.add(new AgentId(text(act, "sub")));
        }
        return actors;
    }

    private static Optional<AccessToken.MayAct> mayAct(JsonNode claims) {
        if (!claims.has("may_act")) {
            return Optional.empty();
        }
        JsonNode party = claims.path("may_act");
        return Optional.of(new AccessToken.MayAct(
                party.has("iss") ? Optional.of(text(party, "iss")) : Optional.empty(), text(party, "sub")));
    }

    private static Set<String> scopes(JsonNode scope) {
        return scope.isString() && !scope.stringValue().isBlank()
                ? Set.of(scope.stringValue().strip().split(" +"))
                : Set.of();
    }

    private static Instant expiry(JsonNode exp) {
        if (!exp.isIntegralNumber() || !exp.canConvertToLong()) {
            throw new IllegalArgumentException("no expiry");
        }
        return Instant.ofEpochSecond(exp.longValue());
    }

    private static Set<String> audience(JsonNode aud) {
        Set<String> audience = new HashSet<>();
        if (aud.isString()) {
            audience.add(aud.stringValue());
        }
        aud.values().stream().filter(JsonNode::isString).forEach(a -> audience.add(a.stringValue()));
        return Set.copyOf(audience);
    }

    private static String text(JsonNode claims, String name) {
        JsonNode value = claims.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("the claim " + name + " is missing");
        }
        return value.stringValue();
    }
}
