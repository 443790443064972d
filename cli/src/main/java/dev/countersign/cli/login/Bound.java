package dev.countersign.cli.login;

import java.time.Duration;

/**
 * The end of a command, by the monotonic clock: it never pauses and no change of the wall clock moves it.
 *
 * @param endNanos as {@link System#nanoTime} counts
 */
public record Bound(long endNanos) {
    /** From now on for this time. */
    public static Bound in(Duration time) {
        return new Bound(System.nanoTime() + time.toNanos());
    }

    /** What is left, never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    public boolean passed() {
        return endNanos - System.nanoTime() <= 0;
    }

    /** The shorter of what is left and {@code step}: how long one step may take. */
    public Duration atMost(Duration step) {
        Duration left = left();
        return left.compareTo(step) < 0 ? left : step;
    }

    /** Whichever ends first. */
    public Bound or(Bound other) {
        return endNanos - other.endNanos <= 0 ? this : other;
    }
}
