package dev.countersign.core;

/** Agent software, as it names itself on the wire. Opaque; compared byte for byte. */
public record ClientId(String value) {
    /** Whoever holds a personal access token: no program is known, so all of them are one client. */
    public static final ClientId PERSONAL = new ClientId("personal-access-token");

    public ClientId {
        if (value.isBlank()) throw new IllegalArgumentException("a ClientId is not blank");
    }

    @Override
    public String toString() {
        return value;
    }
}
