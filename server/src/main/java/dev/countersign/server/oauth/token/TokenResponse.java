package dev.countersign.server.oauth.token;

import dev.countersign.acts.AccessTokens;
import dev.countersign.core.authority.Authority;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A successful answer of the token endpoint (RFC 6749 §5.1, RFC 9396 §7).
 *
 * @param scope the scopes as granted, in one string; empty for none
 * @param authority what the access token allows: the details as granted; empty for an owner token
 */
public record TokenResponse(
        AccessTokens.Minted access, Optional<Held> refreshToken, String scope, Optional<Authority> authority)
        implements TokenAnswer {

    /**
     * A refresh token and how long it lasts (draft-ietf-oauth-refresh-token-expiration §5.1).
     *
     * @param timeoutSeconds how long it may be held without being used; never longer than the authorization
     * @param authorizationSeconds how long the human's authorization still lasts
     */
    public record Held(String token, long timeoutSeconds, long authorizationSeconds) {
        /** The token stays out of logs. */
        @Override
        public String toString() {
            return "Held[…]";
        }
    }

    /** Both secrets stay out of logs. */
    @Override
    public String toString() {
        return "TokenResponse[" + access.jti() + "]";
    }

    @Override
    public ObjectNode json() {
        var answer = JsonNodeFactory.instance
                .objectNode()
                .put("access_token", access.token())
                .put("token_type", access.bound() ? "DPoP" : "Bearer")
                .put("expires_in", access.expiresInSeconds());
        refreshToken.ifPresent(held -> answer.put("refresh_token", held.token())
                .put("refresh_token_timeout", held.timeoutSeconds())
                .put("authorization_expires_in", held.authorizationSeconds()));
        answer.put("scope", scope);
        authority.ifPresent(details -> answer.set("authorization_details", details.toJson()));
        return answer;
    }
}
