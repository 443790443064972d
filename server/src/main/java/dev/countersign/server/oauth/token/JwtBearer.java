package dev.countersign.server.oauth.token;

import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.util.Optional;

/**
 * {@code grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer} (RFC 7523 §2.1) with an identity assertion (ID-JAG,
 * draft-ietf-oauth-identity-assertion-authz-grant §6): an identity provider that the operator trusts says which of its
 * people a client acts for. There is no refresh token: the identity provider is asked again each time.
 */
public record JwtBearer(String assertion, Narrowing narrowing) implements TokenRequest {
    static JwtBearer read(Parameters form) {
        var assertion = form.one("assertion")
                .orElseThrow(() -> new Refusal.OAuth("invalid_request", "assertion is missing; send it."));
        return new JwtBearer(assertion, Narrowing.read(form));
    }

    @Override
    public GrantType type() {
        return GrantType.JWT_BEARER;
    }

    @Override
    public TokenResponse redeem(Presented presented, Issuance issuance) {
        requireAuthenticated(presented);
        var judged = issuance.assertions()
                .judge(assertion, presented, issuance.acts().now());
        var draft = issuance.asserted().draft(judged, presented.client());
        // Looked at before the assertion is used up, so that a wrong resource costs the client nothing.
        var asked = narrowing.of(draft, presented, issuance.resources());
        var grant = issuance.asserted().given(draft, judged, presented);
        return issuance.answer(presented, grant, within(asked, grant), grant.approvedAt(), Optional.empty(), false);
    }

    /** The grant it goes on with may have been narrowed by its owner since. */
    private static Narrowing.Narrowed within(Narrowing.Narrowed asked, dev.countersign.core.Grant grant) {
        var authority = asked.authority().meet(grant.authority());
        if (authority.isNothing()) {
            throw new Refusal.OAuth("invalid_scope", "Its owner has narrowed this; nothing of what is asked remains.");
        }
        return new Narrowing.Narrowed(
                authority,
                asked.ownerScopes(),
                asked.audience().stream()
                        .filter(authority.locations()::contains)
                        .toList());
    }

    /** Nothing proves the name of a public client, and the assertion says whose it is (§8.1 of the draft). */
    private static void requireAuthenticated(Presented presented) {
        if (presented.client().authMethod() == AuthMethod.NONE) {
            throw new Refusal.OAuth(
                    "unauthorized_client",
                    "Only a client that authenticates with a secret or a key may present an identity assertion.");
        }
    }

    /** The assertion stays out of logs. */
    @Override
    public String toString() {
        return "JwtBearer[…]";
    }
}
