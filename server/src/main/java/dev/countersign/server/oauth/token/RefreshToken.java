package dev.countersign.server.oauth.token;

import dev.countersign.acts.Refresh;
import dev.countersign.acts.RefreshTokens;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.util.Optional;

/**
 * {@code grant_type=refresh_token} (OAuth 2.1 §4.3.1). Each use rotates; siblings inside the grace window get the same
 * successor, and a stale token outside it ends the grant. The access token is minted for this request's own parameters; the
 * refresh token keeps all the grant has.
 */
public record RefreshToken(String token, Narrowing narrowing) implements TokenRequest {

    static RefreshToken read(Parameters form) {
        var token = form.one("refresh_token")
                .orElseThrow(() -> new Refusal.OAuth("invalid_request", "refresh_token is missing; send it."));
        return new RefreshToken(token, Narrowing.read(form));
    }

    @Override
    public GrantType type() {
        return GrantType.REFRESH_TOKEN;
    }

    @Override
    public TokenResponse redeem(Presented presented, Issuance issuance) {
        var held = issuance.refreshTokens()
                .read(token)
                .orElseThrow(() -> refused("the refresh token is not one of this server's; ask the human again"));
        var id = new ClientId(presented.client().id());
        // Looked at before the token is used up, so that a wrong scope costs the client nothing.
        behind(held, id, issuance).ifPresent(grant -> narrowing.of(grant, presented, issuance.resources()));
        var act = new Refresh(
                held,
                id,
                presented.proved(),
                presented.whereabouts(),
                issuance.acts().now(),
                issuance.refresh());
        return switch (issuance.acts().perform(act, presented.origin())) {
            case Refresh.Outcome.Refreshed refreshed ->
                issuance.answer(
                        presented,
                        refreshed.grant(),
                        narrowing.of(refreshed.grant(), presented, issuance.resources()),
                        refreshed.authTime(),
                        Optional.of(new Issuance.Head(
                                refreshed.lineage(), refreshed.generation(), refreshed.usableUntil())),
                        narrowing.offlineAccess());
            case Refresh.Outcome.Replayed() ->
                throw refused(
                        "the refresh token was replaced long ago, so somebody else may hold a copy and its grant has been revoked; "
                                + "ask the human again");
            case Refresh.Outcome.Refused(String why) -> throw refused(why);
        };
    }

    /** The grant behind a token, when it is this client's; the act judges everything else. */
    private Optional<Grant> behind(RefreshTokens.Presented presented, ClientId client, Issuance issuance) {
        if (narrowing.equals(NOTHING_ASKED) && !issuance.resources().anyProofRequired()) return Optional.empty();
        return issuance.acts()
                .read(tx -> tx.lineages()
                        .find(presented.lineage())
                        .filter(stored -> stored.lineage().client().equals(client))
                        .flatMap(stored -> tx.grants().find(stored.lineage().grant())));
    }

    private static final Narrowing NOTHING_ASKED =
            new Narrowing(java.util.List.of(), Optional.empty(), Optional.empty());

    private static Refusal.OAuth refused(String why) {
        return new Refusal.OAuth("invalid_grant", why);
    }

    /** The token stays out of logs. */
    @Override
    public String toString() {
        return "RefreshToken[…]";
    }
}
