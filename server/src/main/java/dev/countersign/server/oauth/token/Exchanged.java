package dev.countersign.server.oauth.token;

import tools.jackson.databind.node.ObjectNode;

/** An access token that came of an exchange (RFC 8693 §2.2.1). */
record Exchanged(TokenResponse token) implements TokenAnswer {
    @Override
    public ObjectNode json() {
        return token.json().put("issued_token_type", TokenType.ACCESS_TOKEN);
    }
}
