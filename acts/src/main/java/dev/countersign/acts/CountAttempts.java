package dev.countersign.acts;

import dev.countersign.store.Tx;
import java.time.Instant;

/**
 * Logs how often something failed that nobody in particular tried. No address and no name is in it: who it was is not known.
 *
 * @param since when counting began
 */
public record CountAttempts(Attempts.Kind attempt, long count, Instant since) implements Act<Boolean> {
    @Override
    public Done<Boolean> in(Tx tx) {
        return Done.of(
                true,
                Event.plain()
                        .with("attempt", attempt.wire())
                        .with("count", count)
                        .with("since", since.toString()));
    }
}
