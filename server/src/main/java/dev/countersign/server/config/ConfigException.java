package dev.countersign.server.config;

/** The configuration cannot be used. The message names the place (file and line, or variable), what was seen and the fix. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String origin, String message) {
        super(origin + ": " + message);
    }
}
