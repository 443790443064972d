package dev.countersign.server.console;

import dev.countersign.server.pages.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One act with its proof.
 *
 * @param detail what else the entry says, as JSON
 * @param grant the way to everything done with the same grant
 * @param proof what proves it; empty until a checkpoint covers it
 */
public record EntryView(
        Instant at,
        String tone,
        List<Fact> facts,
        String detail,
        Optional<String> grant,
        Optional<Proof> proof,
        String file,
        String check) {
    /**
     * @param steps how many hashes lead from the entry to the root
     */
    public record Proof(List<Fact> facts, int steps, String sentence) {}
}
