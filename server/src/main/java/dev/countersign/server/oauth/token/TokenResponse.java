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
        AccessTokens.Minted access, Optional<String> refreshToken, String scope, Optional<Authority> authority) {

    /** Both secrets stay out of logs. */
    @Override
    public String toString() {
        return "TokenResponse[" + access.jti() + "]";
    }

    public ObjectNode json() {
        var answer = JsonNodeFactory.instance
                .objectNode()
                .put("access_token", access.token())
                .put("token_type", "Bearer")
                .put("expires_in", access.expiresInSeconds());
        refreshToken.ifPresent(token -> answer.put("refresh_token", token));
        answer.put("scope", scope);
        authority.ifPresent(details -> answer.set("authorization_details", details.toJson()));
        return answer;
    }
}
