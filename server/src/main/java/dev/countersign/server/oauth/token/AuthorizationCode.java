package dev.countersign.server.oauth.token;

import dev.countersign.acts.Redeem;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.Pkce;
import dev.countersign.core.TokenKind;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import dev.countersign.store.Asks;
import java.util.Optional;

/**
 * {@code grant_type=authorization_code} (OAuth 2.1 §4.1.3). Every code was asked for with a challenge, so every redemption
 * needs its verifier (RFC 7636 §4.6). {@code redirect_uri} is not needed any more; when it is sent, it is checked.
 */
public record AuthorizationCode(String code, String verifier, Optional<String> redirectUri, Narrowing narrowing)
        implements TokenRequest {
    /** What stands behind a code before it is redeemed. */
    private record Behind(Grant grant, boolean offlineAccess) {}

    static AuthorizationCode read(Parameters form) {
        var code = form.one("code").orElseThrow(() -> missing("code"));
        var verifier = form.one("code_verifier").orElseThrow(() -> missing("code_verifier"));
        return new AuthorizationCode(code, verifier, form.one("redirect_uri"), Narrowing.read(form));
    }

    @Override
    public GrantType type() {
        return GrantType.AUTHORIZATION_CODE;
    }

    @Override
    public TokenResponse redeem(Presented presented, Issuance issuance) {
        requireWellFormedVerifier();
        var behind = behind(new ClientId(presented.client().id()), issuance);
        // Looked at before the code is used up, so that a wrong resource costs the client nothing.
        behind.ifPresent(found -> narrowing.of(found.grant(), presented, issuance.resources()));
        return switch (issuance.acts().perform(act(presented, behind, issuance), presented.origin())) {
            case Redeem.Outcome.Redeemed redeemed -> {
                var head = redeemed.lineage().map(issuance::first);
                yield issuance.answer(
                        presented,
                        redeemed.grant(),
                        narrowing.of(redeemed.grant(), presented, issuance.resources()),
                        redeemed.authTime(),
                        head,
                        behind.map(Behind::offlineAccess).orElse(false));
            }
            case Redeem.Outcome.Replayed() ->
                throw refused("the code was redeemed before, so its grant has been revoked; start again");
            case Redeem.Outcome.Refused(String why) -> throw refused(why);
        };
    }

    private Redeem act(Presented presented, Optional<Behind> behind, Issuance issuance) {
        var now = issuance.acts().now();
        var kind = behind.map(found -> found.grant().kind()).orElse(TokenKind.CLIENT);
        var client = presented.client();
        var lineage = client.may(GrantType.REFRESH_TOKEN) && kind == TokenKind.CLIENT
                ? Optional.of(Secrets.random(15))
                : Optional.<String>empty();
        return new Redeem(
                Secrets.hash(code),
                new ClientId(client.id()),
                redirectUri,
                Pkce.challenge(verifier),
                lineage,
                presented.proved(),
                now,
                now.plus(issuance.accessTtl()));
    }

    /** The grant a code stands for, when it is this client's; the act judges everything else. */
    private Optional<Behind> behind(ClientId client, Issuance issuance) {
        return issuance.acts()
                .read(tx -> tx.codes()
                        .find(Secrets.hash(code))
                        .filter(found -> found.client().equals(client))
                        .flatMap(found -> tx.grants().find(found.grant()))
                        .map(grant -> new Behind(
                                grant,
                                tx.asks()
                                        .ofGrant(grant.id())
                                        .map(AuthorizationCode::offline)
                                        .orElse(false))));
    }

    private static boolean offline(Asks.Ask ask) {
        return Asked.parse(ask.request()).scopes().offlineAccess();
    }

    private void requireWellFormedVerifier() {
        if (!Pkce.isVerifier(verifier)) {
            throw refused("code_verifier must have 43 to 128 characters of A-Z a-z 0-9 - . _ ~");
        }
    }

    private static Refusal.OAuth refused(String why) {
        return new Refusal.OAuth("invalid_grant", why);
    }

    private static Refusal.OAuth missing(String name) {
        return new Refusal.OAuth("invalid_request", name + " is missing; send it.");
    }

    /** Code and verifier stay out of logs. */
    @Override
    public String toString() {
        return "AuthorizationCode[…]";
    }
}
