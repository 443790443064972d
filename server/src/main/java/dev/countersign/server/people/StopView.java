package dev.countersign.server.people;

import dev.countersign.server.pages.Chrome;

/**
 * The page that asks once before every agent of an owner is stopped.
 *
 * @param count a sentence that says how many live grants there are
 */
public record StopView(Chrome chrome, String csrf, String count) {}
