package dev.countersign.core;

/** One grant. Opaque; compared byte for byte. */
public record GrantId(String value) {
    public GrantId {
        if (value.isBlank()) throw new IllegalArgumentException("a GrantId is not blank");
    }

    @Override
    public String toString() {
        return value;
    }
}
