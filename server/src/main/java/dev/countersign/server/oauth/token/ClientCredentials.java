package dev.countersign.server.oauth.token;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.client.Configured;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code grant_type=client_credentials} (RFC 6749 §4.4): a configured client acts for itself, inside what the operator wrote.
 * There is no refresh token (§4.4.3). With {@code access: none} the token carries no authority, so no resource accepts it.
 */
public record ClientCredentials(Narrowing narrowing) implements TokenRequest {
    static ClientCredentials read(Parameters form) {
        return new ClientCredentials(Narrowing.read(form));
    }

    @Override
    public GrantType type() {
        return GrantType.CLIENT_CREDENTIALS;
    }

    @Override
    public TokenResponse redeem(Presented presented, Issuance issuance) {
        if (!(presented.client() instanceof Configured configured)
                || configured.own().isEmpty()) {
            throw new Refusal.OAuth(
                    "unauthorized_client", "Only clients of the configuration act for themselves; ask the operator.");
        }
        var grant = issuance.services().of(configured, configured.own().get(), presented.origin());
        return issuance.answer(
                presented, grant, narrowed(presented, grant, issuance), grant.approvedAt(), Optional.empty(), false);
    }

    private Narrowing.Narrowed narrowed(Presented presented, Grant grant, Issuance issuance) {
        var nothingToNarrow =
                grant.authority().isNothing() && narrowing.resources().isEmpty();
        return nothingToNarrow
                ? new Narrowing.Narrowed(
                        Authority.NONE, Set.of(), List.of(issuance.resources().issuer()))
                : narrowing.of(grant, presented, issuance.resources());
    }
}
