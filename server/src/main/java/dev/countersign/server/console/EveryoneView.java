package dev.countersign.server.console;

import java.time.Instant;
import java.util.Optional;

/**
 * The switch over everybody's agents.
 *
 * @param since since when they are suspended; empty while they may act
 */
public record EveryoneView(Optional<Instant> since) {}
