package dev.countersign.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A deadline to wait until, by the monotonic clock. */
record Deadline(long endsAtNanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - endsAtNanos > 0;
    }

    void nap() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the value is there. */
    static <T> T await(String what, Duration atMost, Supplier<Optional<T>> value) {
        Deadline deadline = in(atMost);
        while (true) {
            var found = value.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (deadline.passed()) {
                throw new AssertionError("waited " + atMost + " in vain for " + what);
            }
            deadline.nap();
        }
    }
}
