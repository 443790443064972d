package dev.countersign.core.catalogue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who said what class a tool has. */
public enum ClassSource {
    /** The operator, in the configuration. */
    OPERATOR,
    /** The server itself, by the annotations of the tool. */
    ANNOTATIONS,
    /** Nobody: the tool counts as {@code write}. */
    UNCLASSIFIED;

    /** The spelling in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The source with this {@link #wireName}, matched exactly. */
    public static Optional<ClassSource> ofWireName(String name) {
        return Arrays.stream(values()).filter(s -> s.wireName().equals(name)).findFirst();
    }
}
