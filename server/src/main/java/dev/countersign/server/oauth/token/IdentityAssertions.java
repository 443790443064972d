package dev.countersign.server.oauth.token;

import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.Claims;
import dev.countersign.server.oauth.ClientKeys;
import dev.countersign.server.oauth.client.KeySets;
import dev.countersign.server.web.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges identity assertions (ID-JAG: draft-ietf-oauth-identity-assertion-authz-grant §6, RFC 7523 §3) by the word of the
 * identity providers that the configuration names. Says nothing of whether one was used before. Thread-safe.
 */
public final class IdentityAssertions {
    static final String TYPE = "oauth-id-jag+jwt";

    /** How far in the future an assertion may end: it is made for one exchange. */
    static final Duration LONGEST = Duration.ofHours(1);

    /**
     * A good assertion.
     *
     * @param owner the name of the owner its subject is
     * @param resources what it is for, as it spells it
     * @param scope the scopes it allows; empty when it names none
     * @param details the details it allows, as JSON
     * @param spentUntil until when it could be shown again
     */
    record Judged(
            TrustedIssuer issuer,
            String owner,
            String jti,
            List<String> resources,
            Optional<String> scope,
            Optional<String> details,
            Instant spentUntil) {}

    private final String issuer;
    private final Map<String, TrustedIssuer> trusted;
    private final KeySets keySets;

    /** @param issuer this server, which every assertion must be meant for */
    public IdentityAssertions(String issuer, Collection<TrustedIssuer> trusted, KeySets keySets) {
        this.issuer = issuer;
        this.trusted = trusted.stream().collect(Collectors.toMap(TrustedIssuer::issuer, Function.identity()));
        this.keySets = keySets;
    }

    /**
     * @throws Refusal.OAuth {@code invalid_grant} naming the rule that is broken, or {@code temporarily_unavailable} when the
     *     identity provider's keys cannot be had now
     */
    Judged judge(String assertion, Presented presented, Instant now) {
        var claims = Claims.parse(assertion).orElseThrow(() -> refused("is not a well-formed JWT"));
        requireType(claims);
        var from = claims.text("iss")
                .flatMap(iss -> Optional.ofNullable(trusted.get(iss)))
                .orElseThrow(() -> refused("is not from an identity provider that is trusted here"));
        if (!signed(claims, from, presented)) throw refused("is not signed with one of its issuer's keys");
        requireMeantForUs(claims);
        if (!claims.text("client_id").equals(Optional.of(presented.client().id()))) {
            throw refused("must have the client_id of the client that presents it");
        }
        if (claims.time("iat").isEmpty()) throw refused("has no iat");
        claims.problemOfTime(now, LONGEST).ifPresent(problem -> {
            throw refused(problem);
        });
        requireKey(claims, presented);
        if (claims.body().has("act")) throw refused("names an actor, which only this server's own tokens can do");
        return new Judged(
                from,
                owner(claims, from),
                claims.text("jti").filter(id -> !id.isEmpty()).orElseThrow(() -> refused("has no jti")),
                resources(claims),
                optional(claims, "scope"),
                Optional.of(claims.body().path("authorization_details"))
                        .filter(details -> !details.isMissingNode())
                        .map(StrictJson::writeString),
                claims.time("exp").orElseThrow().plus(Claims.SKEW));
    }

    /** RFC 7515 §4.1.9: a media type without its {@code application/}, in any case. */
    private static void requireType(Claims claims) {
        var type = claims.jws().getHeader().getType();
        var name = type == null ? "" : type.getType().toLowerCase(Locale.ROOT);
        if (!name.equals(TYPE) && !name.equals("application/" + TYPE)) {
            throw refused("must have typ " + TYPE + ": it has to be an ID-JAG and nothing else");
        }
    }

    private boolean signed(Claims claims, TrustedIssuer from, Presented presented) {
        try {
            return keySets.any(
                    from.keys(), presented.origin().address(), keys -> ClientKeys.signed(claims.jws(), keys));
        } catch (KeySets.Unavailable unavailable) {
            throw new Refusal.OAuth(
                            503,
                            "temporarily_unavailable",
                            "The identity provider's keys cannot be had now: " + unavailable.getMessage()
                                    + ". Try again in half a minute.")
                    .retryAfter(30);
        }
    }

    /** This server's issuer and nothing beside it: alone, or as the only element of an array. */
    private void requireMeantForUs(Claims claims) {
        var audience = claims.body().path("aud");
        var only = audience.isArray() && audience.size() == 1 ? audience.get(0) : audience;
        if (!only.isString() || !only.stringValue().equals(issuer)) {
            throw refused("must have aud \"" + issuer + "\" and no other");
        }
    }

    /** An assertion bound to a key is worth nothing without a proof of it (RFC 7800 §3). */
    private static void requireKey(Claims claims, Presented presented) {
        var confirmation = claims.body().path("cnf");
        if (confirmation.isMissingNode()) return;
        var thumbprint = confirmation.path("jkt");
        if (confirmation.size() != 1 || !thumbprint.isString()) {
            throw refused("is bound in a way that is not understood here; bind it by cnf.jkt");
        }
        if (!presented.key().equals(Optional.of(thumbprint.stringValue()))) {
            throw refused("is bound to a key; send a DPoP proof of that key with it");
        }
    }

    private static String owner(Claims claims, TrustedIssuer from) {
        return claims.text("sub")
                .flatMap(subject -> Optional.ofNullable(from.owners().get(subject)))
                .orElseThrow(() -> refused("is about somebody who is no owner here; the operator can map the subject"));
    }

    private static List<String> resources(Claims claims) {
        var resource = claims.body().path("resource");
        if (resource.isString()) return List.of(resource.stringValue());
        var all = new ArrayList<String>();
        for (var one : resource) {
            if (!resource.isArray() || !one.isString()) throw refused("has a resource that is not a URL");
            all.add(one.stringValue());
        }
        if (all.isEmpty()) throw refused("has no resource");
        return all;
    }

    private static Optional<String> optional(Claims claims, String name) {
        if (claims.body().has(name) && claims.text(name).isEmpty()) throw refused("has a " + name + " that is no text");
        return claims.text(name);
    }

    static Refusal.OAuth refused(String why) {
        return new Refusal.OAuth("invalid_grant", "The assertion " + why + ".");
    }
}
