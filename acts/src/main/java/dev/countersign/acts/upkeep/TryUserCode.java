package dev.countersign.acts.upkeep;

import dev.countersign.core.OwnerId;
import dev.countersign.core.UserCode;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks a user code up and counts it when it is wrong, in one step: guesses made at once cannot slip past the limit, and a
 * right one in between does not reset it (RFC 8628 §5.1).
 *
 * @param session who guesses: the hash of a session
 * @param code empty when what was typed cannot be a code; that counts as wrong
 * @param most how many wrong ones a window takes
 */
public record TryUserCode(
        String session, OwnerId owner, Optional<UserCode> code, int most, Duration window, Instant now)
        implements Transaction<TryUserCode.Outcome> {
    private static final String ACCOUNT = "device";

    /** What came of it. */
    public sealed interface Outcome {
        /** A request that waits, or one this owner has decided. */
        record Found(DeviceRequest request) implements Outcome {}

        /**
         * @param left how many more wrong ones there may be
         */
        record Wrong(int left) implements Outcome {}

        /** Too many were wrong; this one was not looked at. */
        record Throttled(int seconds) implements Outcome {}
    }

    @Override
    public Outcome in(Tx tx) {
        var before = tx.failures().count(ACCOUNT, session, window, now);
        if (before.isPresent() && before.get().attempts() >= most) {
            var left = Duration.between(now, before.get().windowStart().plus(window));
            return new Outcome.Throttled((int) Math.clamp(left.toSeconds(), 1, window.toSeconds()));
        }
        var found = code.flatMap(tx.deviceRequests()::of).filter(this::theirs);
        if (found.isPresent()) return new Outcome.Found(found.get());
        return new Outcome.Wrong(
                most - tx.failures().add(ACCOUNT, session, window, now).attempts());
    }

    /** What another owner opened and has not decided yet can still be taken over; what they decided is theirs. */
    private boolean theirs(DeviceRequest request) {
        return request.ask().open(now)
                || request.ask().owner().filter(owner::equals).isPresent();
    }
}
