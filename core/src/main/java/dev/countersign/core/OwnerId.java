package dev.countersign.core;

/** A human account. Opaque; compared byte for byte. */
public record OwnerId(String value) {
    public OwnerId {
        if (value.isBlank()) throw new IllegalArgumentException("a OwnerId is not blank");
    }

    @Override
    public String toString() {
        return value;
    }
}
