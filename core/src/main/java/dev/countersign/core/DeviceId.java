package dev.countersign.core;

/** Where an agent runs, known by a key it proved: the RFC 7638 thumbprint ({@code jkt}) of that key. */
public record DeviceId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
