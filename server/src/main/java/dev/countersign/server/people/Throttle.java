package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.upkeep.CountGuess;
import dev.countersign.acts.upkeep.ForgetGuesses;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Counts guesses per account and browser in the database, so that every node counts together. A guess is counted before it
 * is looked at: guesses made at once cannot slip past the limit. Thread-safe.
 */
public final class Throttle {
    /** How many guesses one window takes. */
    static final int MOST = 8;

    static final Duration WINDOW = Duration.ofMinutes(10);

    private final Acts acts;

    public Throttle(Acts acts) {
        this.acts = acts;
    }

    /** Counts one more guess; seconds to wait when there were too many, and then it must not be looked at. */
    public OptionalInt take(String account, String browser) {
        var now = acts.now();
        var before = acts.read(tx -> tx.failures().count(account, browser, WINDOW, now));
        var count = before.filter(counted -> counted.attempts() >= MOST)
                .orElseGet(() -> acts.upkeep(new CountGuess(account, browser, WINDOW, now)));
        if (before.isPresent() && before.get().attempts() >= MOST || count.attempts() > MOST) {
            var left = Duration.between(now, count.windowStart().plus(WINDOW)).toSeconds();
            return OptionalInt.of((int) Math.clamp(left, 1, WINDOW.toSeconds()));
        }
        return OptionalInt.empty();
    }

    /** Forgets the guesses after a right one. */
    public void clear(String account, String browser) {
        acts.upkeep(new ForgetGuesses(account, browser));
    }
}
