package dev.countersign.gateway.wire;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The protocol revisions the gateway carries. It never translates between the two eras. */
public enum Revision {
    R2025_03_26("2025-03-26", Era.SESSION),
    R2025_06_18("2025-06-18", Era.SESSION),
    R2025_11_25("2025-11-25", Era.SESSION),
    R2026_07_28("2026-07-28", Era.STATELESS);

    /** How a client opens: with {@code initialize} and a session, or with everything on each request. */
    public enum Era {
        SESSION,
        STATELESS
    }

    private final String text;
    private final Era era;

    Revision(String text, Era era) {
        this.text = text;
        this.era = era;
    }

    /** As it stands in headers and messages. */
    public String text() {
        return text;
    }

    public Era era() {
        return era;
    }

    /** JSON-RPC batches were added in 2025-03-26 and removed in 2025-06-18. */
    public boolean batches() {
        return this == R2025_03_26;
    }

    /** The revision written as {@code text}, if it is one of these. */
    public static Optional<Revision> of(String text) {
        return Arrays.stream(values()).filter(r -> r.text.equals(text)).findFirst();
    }

    /** Those of {@code texts} that are revisions the gateway carries, newest first. */
    public static List<Revision> among(Collection<String> texts) {
        return Arrays.stream(values())
                .filter(r -> texts.contains(r.text))
                .sorted((a, b) -> b.compareTo(a))
                .toList();
    }

    /** All revisions of {@code era}. */
    public static List<Revision> all(Era era) {
        return Arrays.stream(values()).filter(r -> r.era == era).toList();
    }
}
