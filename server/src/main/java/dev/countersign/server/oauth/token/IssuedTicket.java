package dev.countersign.server.oauth.token;

import dev.countersign.core.authority.Authority;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A ticket for another agent. It is no access token, so its {@code token_type} is {@code N_A} (RFC 8693 §2.2.1).
 *
 * @param authority what the receiver would get
 */
record IssuedTicket(String secret, Instant now, Instant expiresAt, Authority authority) implements TokenAnswer {
    @Override
    public ObjectNode json() {
        var answer = JsonNodeFactory.instance
                .objectNode()
                .put("access_token", secret)
                .put("issued_token_type", TokenType.TICKET)
                .put("token_type", "N_A")
                .put("expires_in", Duration.between(now, expiresAt).toSeconds())
                .put("scope", String.join(" ", authority.scopes()));
        answer.set("authorization_details", authority.toJson());
        return answer;
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "IssuedTicket[…]";
    }
}
