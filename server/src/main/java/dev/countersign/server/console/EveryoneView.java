package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The switch over everybody's agents, and what else is held.
 *
 * @param since since when they are suspended; empty while they may act
 * @param held what admins or the operator stopped besides, longest first
 * @param more whether there is more than is shown
 */
public record EveryoneView(Optional<Instant> since, List<Held> held, boolean more) {
    /**
     * One thing that is held.
     *
     * @param key the revocation key, by which it is let go on
     * @param what what kind of thing it is
     */
    public record Held(String key, String what, String name, Instant since) {}
}
