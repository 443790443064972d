package dev.countersign.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The refresh tokens of one redemption: a row, not a chain. Each token is a function of the lineage and a generation, so
 * any node hands siblings the same successor and every older generation is recognised for life.
 *
 * @param generation the one live head
 * @param rotations when recent generations were first consumed, oldest first; the last entry consumed
 *     {@code generation - 1}. Only those inside the grace window matter and are kept
 * @param key thumbprint of the key the lineage is bound to; empty = a bearer lineage
 */
public record Lineage(
        String id, GrantId grant, ClientId client, Optional<String> key, int generation, List<Instant> rotations) {
    public Lineage {
        rotations = List.copyOf(rotations);
    }

    /** What a presented generation amounts to. */
    public sealed interface Judgement {
        /** The head: it is consumed now. */
        record Rotate(Lineage next) implements Judgement {}

        /** A sibling inside the window: it gets the head; nothing changes. */
        record Sibling(int head) implements Judgement {}

        /** A stale generation with the lineage's own key proved: it gets the head; nothing changes. */
        record Stale(int head) implements Judgement {}

        /** A stale generation of a bearer lineage: somebody else holds a copy. */
        record Replay() implements Judgement {}

        /** A generation that was never handed out. */
        record Unknown() implements Judgement {}
    }

    /**
     * Judges a presented generation. The caller has already checked the token's MAC, its client, and, for a key-bound
     * lineage, the proof of its key.
     */
    public Judgement present(int presented, Instant now, Duration grace) {
        if (presented > generation || presented < 0) return new Judgement.Unknown();
        if (presented == generation) return new Judgement.Rotate(rotated(now, grace));
        return consumedAt(presented).filter(at -> !now.isAfter(at.plus(grace))).isPresent()
                ? new Judgement.Sibling(generation)
                : key.isPresent() ? new Judgement.Stale(generation) : new Judgement.Replay();
    }

    private Lineage rotated(Instant now, Duration grace) {
        var kept = new ArrayList<Instant>();
        for (var at : rotations) if (!now.isAfter(at.plus(grace))) kept.add(at);
        kept.add(now);
        return new Lineage(id, grant, client, key, generation + 1, kept);
    }

    private Optional<Instant> consumedAt(int presented) {
        var index = rotations.size() - (generation - presented);
        return index < 0 ? Optional.empty() : Optional.of(rotations.get(index));
    }
}
