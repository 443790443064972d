package dev.countersign.server.oauth.token;

/** Identifiers of token types (RFC 8693 §3). */
final class TokenType {
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

    /** Countersign's own: what a delegator gets for a receiver. */
    static final String TICKET = "urn:countersign:params:oauth:token-type:delegation-ticket";

    private TokenType() {}

    /** Whether an access token of ours is of this type: each is a JWT. */
    static boolean accessToken(String type) {
        return type.equals(ACCESS_TOKEN) || type.equals(JWT);
    }
}
