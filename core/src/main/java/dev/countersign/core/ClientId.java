package dev.countersign.core;

/** Agent software, as it names itself on the wire. Opaque; compared byte for byte. */
public record ClientId(String value) {
    public ClientId {
        if (value.isBlank()) throw new IllegalArgumentException("a ClientId is not blank");
    }

    @Override
    public String toString() {
        return value;
    }
}
