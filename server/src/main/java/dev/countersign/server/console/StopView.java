package dev.countersign.server.console;

/**
 * The page that asks once before every agent of an owner is stopped.
 *
 * @param count a sentence that says how many live grants there are
 */
public record StopView(String count) {}
