package dev.countersign.server.console;

/** A new token's secret, shown once. */
public record TokenView(String name, String secret, GrantLine grant) {}
