package dev.countersign.server.config;

/** A value that must not be shown. Its text form hides it, so it cannot reach a log by accident. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
