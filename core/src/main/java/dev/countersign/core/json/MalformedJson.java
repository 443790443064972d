package dev.countersign.core.json;

/**
 * Text that is not the strict JSON this project accepts. The message says what was wrong and where, and never repeats
 * the text itself, which may hold secrets.
 */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedJson(String message) {
        super(message);
    }
}
