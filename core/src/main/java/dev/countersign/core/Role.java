package dev.countersign.core;

import java.util.Locale;

/** What a human account may see beyond its own. */
public enum Role {
    /** Its own grants, and nothing of others. */
    OWNER,
    /** Also owners, clients and switches. The first owner is one. */
    ADMIN,
    /** Also reads everybody's ledger; changes nothing of others. */
    AUDITOR;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException when the text names no role
     */
    public static Role ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
