package dev.countersign.server.oauth;

/**
 * An authorization request that failed for a reason its client is told at the redirect URI (RFC 6749 §4.1.2.1): client and
 * redirect URI are good, something else is not.
 */
final class RequestError extends RuntimeException {
    private final String code;

    /** @param remedy what was wrong and what to do; safe to show */
    RequestError(String code, String remedy) {
        super(remedy, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }

    String remedy() {
        return String.valueOf(getMessage());
    }
}
