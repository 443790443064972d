package dev.countersign.server.fuzz;

import java.time.Duration;

/** Bounds the time one input may take: far more than any needs, far less than a hang. */
public final class Soon {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Soon() {}

    /** Runs the work. */
    public static void done(Runnable work) {
        var start = System.nanoTime();
        work.run();
        var took = Duration.ofNanos(System.nanoTime() - start);
        if (took.compareTo(LONGEST) > 0) throw new IllegalStateException("one input took " + took);
    }
}
