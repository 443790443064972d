package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What tokens and the log are signed with.
 *
 * @param logKey the public key of the log
 * @param entries how many entries the log has
 * @param anchors where checkpoints go; only for those who see everything
 */
public record KeysView(boolean admin, List<Key> keys, String logKey, String entries, Optional<List<Anchor>> anchors) {
    /**
     * A signing key.
     *
     * @param state what it does now
     */
    public record Key(String id, String state, Instant from, Optional<Instant> until) {}

    /**
     * A place that receives checkpoints.
     *
     * @param trouble what is wrong; empty when it confirms
     */
    public record Anchor(String place, String confirmed, Instant at, Optional<String> trouble) {}
}
