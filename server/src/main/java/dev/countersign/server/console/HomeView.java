package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an owner sees first.
 *
 * @param pending what waits for a decision, the oldest first
 * @param active the first of the agents that did something within the last minutes
 * @param atWork how many these are
 * @param since the end of the last visit; empty on the first
 * @param happened what happened since, newest first
 * @param more whether more happened than is shown
 * @param anything whether any agent ever got anything
 */
public record HomeView(
        List<Waiting> pending,
        List<AgentLine> active,
        int atWork,
        Optional<Instant> since,
        List<ActivityLine> happened,
        String summary,
        boolean more,
        boolean anything) {
    /**
     * A request.
     *
     * @param who what its program calls itself
     */
    public record Waiting(String id, String who, String how, Instant asked, Instant until, String left) {}
}
