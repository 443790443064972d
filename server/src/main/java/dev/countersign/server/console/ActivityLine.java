package dev.countersign.server.console;

import java.time.Instant;
import java.util.Optional;

/**
 * One act in a sentence.
 *
 * @param tone {@code good}, {@code plain} or {@code bad}
 * @param tag the outcome in one word, when it is not the usual one
 */
public record ActivityLine(String id, Instant at, String sentence, String tone, Optional<String> tag) {
    /** Where its proof stands. */
    public String href() {
        return "/console/activity/" + id;
    }
}
