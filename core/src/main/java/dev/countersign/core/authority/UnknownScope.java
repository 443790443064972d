package dev.countersign.core.authority;

/** A scope this server does not know (RFC 6749 §3.3: {@code invalid_scope}). */
public final class UnknownScope extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String scope;

    UnknownScope(String scope) {
        this(scope, "Unknown scope; known are mcp:read, mcp:write, mcp:destructive and offline_access");
    }

    /**
     * @param scope the value that was not known, as it was sent
     * @param message what is known, without a full stop
     */
    public UnknownScope(String scope, String message) {
        super(message);
        this.scope = scope;
    }

    /** The value that was not known, as it was sent. */
    public String scope() {
        return scope;
    }
}
