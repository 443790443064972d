package dev.countersign.server.config;

/** Thrown by a record that refuses one of its own keys; the binder adds the path and the line. */
final class Invalid extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;

    Invalid(String key, String message) {
        super(message);
        this.key = key;
    }

    String key() {
        return key;
    }
}
