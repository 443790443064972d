package dev.countersign.server.oauth.client;

/**
 * No client could be found for a {@code client_id}. The message says why and what to do, and is safe to show. It is never
 * a reason to redirect (RFC 6749 §4.1.2.1).
 */
public final class UnresolvedClient extends RuntimeException {
    private final boolean passing;

    private UnresolvedClient(String message, boolean passing) {
        super(message, null, false, false);
        this.passing = passing;
    }

    /** The client_id or its document is wrong: trying again will not help. */
    static UnresolvedClient wrong(String message) {
        return new UnresolvedClient(message, false);
    }

    /** The document could not be had now: trying again later may help. */
    static UnresolvedClient unavailable(String message) {
        return new UnresolvedClient(message, true);
    }

    /** Whether the same request may succeed in half a minute. */
    public boolean passing() {
        return passing;
    }

    /** What was wrong and what to do. */
    public String remedy() {
        return String.valueOf(getMessage());
    }
}
