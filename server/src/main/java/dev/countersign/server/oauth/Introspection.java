package dev.countersign.server.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.acts.AccessTokens;
import dev.countersign.core.Grant;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.json.StrictJson;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.Freshness;
import dev.countersign.guard.Holding;
import dev.countersign.guard.Liveness;
import dev.countersign.guard.Verifier;
import dev.countersign.server.web.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token is worth to one resource now (RFC 7662 §2.2): nothing, unless it was issued for that resource and the grant
 * behind it is alive by the database. The authority told is what token, grant and owner all allow now. Thread-safe.
 */
final class Introspection {
    private final AccessTokens accessTokens;
    private final Verifier verifier;
    private final Liveness liveness;
    private final InstantSource clock;
    /** What a token says of itself, by its {@code jti}; only of tokens that were verified. */
    private final Cache<String, Said> said = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    /**
     * @param whole the answer while nothing narrows the token
     */
    private record Said(ObjectNode claims, String whole) {}

    Introspection(AccessTokens accessTokens, Verifier verifier, Liveness liveness, InstantSource clock) {
        this.accessTokens = accessTokens;
        this.verifier = verifier;
        this.liveness = liveness;
        this.clock = clock;
    }

    /**
     * The JSON to answer with; exactly <code>{"active":false}</code> for whatever is not this resource's business.
     *
     * @throws Refusal.OAuth 503 when nobody can tell
     */
    String about(String token, String resource) {
        var now = clock.instant();
        return switch (verifier.verify(token, now)) {
            case Verifier.Verdict.Invalid _ -> INACTIVE;
            case Verifier.Verdict.Unavailable _ -> throw nobodyCanTell();
            case Verifier.Verdict.Valid(AccessToken valid) -> {
                var meant = valid.kind() == TokenKind.CLIENT
                        && valid.audience().contains(resource)
                        && now.isBefore(valid.expiresAt());
                yield meant ? living(token, valid) : INACTIVE;
            }
        };
    }

    static final String INACTIVE = "{\"active\":false}";

    private String living(String token, AccessToken valid) {
        return switch (liveness.of(valid.grant(), Freshness.NOW)) {
            case Liveness.Answer.Dead _ -> INACTIVE;
            case Liveness.Answer.Unknown _ -> throw nobodyCanTell();
            case Liveness.Answer.Alive(Holding holding) -> worth(token, valid, holding);
        };
    }

    private static Refusal.OAuth nobodyCanTell() {
        return new Refusal.OAuth(
                        503,
                        "temporarily_unavailable",
                        "The store does not answer, so nobody can tell. Refuse the call and ask again.")
                .retryAfter(1);
    }

    private String worth(String token, AccessToken valid, Holding holding) {
        var all = said.get(valid.jti(), _ -> read(token, valid, holding.grant()));
        var limits = holding.limits();
        if (limits.stream().allMatch(valid.authority()::narrows)) return all.whole();
        var left = valid.authority();
        for (var limit : limits) left = left.meet(limit);
        return left.isNothing() ? INACTIVE : answer(all.claims(), left).toString();
    }

    private Said read(String token, AccessToken valid, Grant grant) {
        var claims = valid.personal() ? described(valid, grant) : written(token);
        return new Said(claims, answer(claims, valid.authority()).toString());
    }

    private static ObjectNode written(String token) {
        var payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
        return (ObjectNode) StrictJson.parse(Base64.getUrlDecoder().decode(payload));
    }

    /** A personal access token says nothing of itself, so what a signed one of its grant would say is said for it. */
    private ObjectNode described(AccessToken valid, Grant grant) {
        var at = grant.approvedAt();
        var claims = new AccessTokens.Claims(
                grant, valid.authority(), Set.of(), List.copyOf(valid.audience()), at, Optional.empty());
        return accessTokens.describe(claims, at, valid.expiresAt(), valid.jti());
    }

    /** The token's own claims (RFC 9068 §2.2), with what it is worth now. */
    private static ObjectNode answer(ObjectNode claims, Authority authority) {
        var answer = JsonNodeFactory.instance.objectNode().put("active", true);
        answer.setAll(claims);
        answer.put("token_type", claims.has("cnf") ? "DPoP" : "Bearer")
                .put("scope", String.join(" ", authority.scopes()))
                .set("authorization_details", authority.toJson());
        return answer;
    }
}
