package dev.countersign.core;

import java.util.Locale;

/** What a token is good for. Stored with the grant; never inferred from a prefix or a missing parameter. */
public enum TokenKind {
    /** MCP resources and declared resources, bounded by a grant. */
    CLIENT,
    /** {@code <issuer>/v1} only: looks and takes away, never gives. */
    OWNER;

    /** As the {@code token_kind} claim and the database spell it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException when the text names no kind
     */
    public static TokenKind ofWire(String text) {
        for (var kind : values()) if (kind.wire().equals(text)) return kind;
        throw new IllegalArgumentException("token kind is client or owner");
    }
}
