package dev.countersign.server.oauth.token;

import dev.countersign.acts.AccessTokens;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Refresh;
import dev.countersign.acts.RefreshTokens;
import dev.countersign.core.Grant;
import dev.countersign.core.Lineage;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.delegation.Chain;
import dev.countersign.server.oauth.Resources;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What every grant type needs to answer: the acts, the two mints and the lifetimes. Immutable; safe for concurrent use.
 *
 * @param services the grants of clients that act for themselves
 * @param polls device requests that wait
 * @param delegations what token exchange does
 * @param assertions what trusted identity providers say
 * @param asserted the grants that come of it
 * @param accessTtl how long an access token for MCP resources lives
 * @param refresh how long a rotated refresh token still gets its successor, and how long one lives unused
 */
public record Issuance(
        Acts acts,
        AccessTokens accessTokens,
        RefreshTokens refreshTokens,
        Resources resources,
        ServiceGrants services,
        DevicePolls polls,
        Delegations delegations,
        IdentityAssertions assertions,
        AssertedGrants asserted,
        Duration accessTtl,
        Refresh.Window refresh) {
    private static final Duration OWNER_TTL = Duration.ofHours(1);

    /**
     * A refresh token to hand out: the head of a lineage.
     *
     * @param usableUntil when it ends if it is not used; not later than its grant
     */
    record Head(String lineage, int generation, Instant usableUntil) {}

    /** The first refresh token of a lineage that begins now. */
    Head first(Lineage lineage) {
        return new Head(lineage.id(), lineage.generation(), acts.now().plus(refresh.timeout()));
    }

    /** How long an access token of this grant lives, unless the grant ends before. */
    Duration lifetime(Grant grant) {
        return grant.kind() == TokenKind.OWNER ? OWNER_TTL : accessTtl;
    }

    /** A token of the last grant of a chain: no refresh token, and nothing that outlives {@code end}. */
    TokenResponse handedOn(Chain chain, Narrowing.Narrowed asked, Presented presented, Instant end) {
        var narrowed = presented.key().isPresent() ? asked : asked.bearing(resources, false, false);
        var claims = new AccessTokens.Claims(chain, narrowed.authority(), narrowed.audience(), presented.key());
        var left = Duration.between(acts.now().truncatedTo(ChronoUnit.SECONDS), end);
        var minted = accessTokens.mint(claims, left.compareTo(accessTtl) < 0 ? left : accessTtl);
        return new TokenResponse(
                minted, Optional.empty(), String.join(" ", minted.scopes()), Optional.of(narrowed.authority()));
    }

    /**
     * The answer to one who may have it: a token of the grant, bound to the key the request proved.
     */
    TokenResponse answer(
            Presented presented,
            Grant grant,
            Narrowing.Narrowed narrowed,
            Instant authTime,
            Optional<Head> head,
            boolean offlineAccess) {
        var claims = new AccessTokens.Claims(
                grant, narrowed.authority(), narrowed.ownerScopes(), narrowed.audience(), authTime, presented.key());
        var minted = accessTokens.mint(claims, lifetime(grant));
        var scopes = new ArrayList<>(minted.scopes());
        if (offlineAccess) scopes.add(Scopes.OFFLINE_ACCESS);
        return new TokenResponse(
                minted,
                head.map(one -> held(one, grant)),
                String.join(" ", scopes),
                grant.kind() == TokenKind.OWNER ? Optional.empty() : Optional.of(narrowed.authority()));
    }

    private TokenResponse.Held held(Head head, Grant grant) {
        var now = acts.now();
        var authorization = Duration.between(now, grant.until());
        var timeout = Duration.between(now, head.usableUntil());
        return new TokenResponse.Held(
                refreshTokens.spell(head.lineage(), head.generation()),
                (timeout.compareTo(authorization) < 0 ? timeout : authorization).toSeconds(),
                authorization.toSeconds());
    }
}
