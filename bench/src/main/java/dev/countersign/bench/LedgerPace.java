package dev.countersign.bench;

import java.time.Duration;
import java.util.Locale;

/** Whether the log keeps up while every scenario runs at once: how many entries it signs, and how late the last of them are. */
final class LedgerPace {
    private static final Duration QUIET = Duration.ofSeconds(2);

    private LedgerPace() {}

    static void measure(Subject subject, int connections, Duration time) {
        var talks = Scenarios.together(subject);
        var before = signed(subject.port());
        var begin = System.nanoTime();
        var result = new Load(subject.port(), connections).run(talks, time);
        var ended = System.nanoTime();
        var meanwhile = signed(subject.port());
        var after = meanwhile;
        var last = ended;
        for (var now = System.nanoTime(); now - last < QUIET.toNanos(); now = System.nanoTime()) {
            var size = signed(subject.port());
            if (size == after) continue;
            after = size;
            last = System.nanoTime();
        }
        System.out.printf(
                Locale.ROOT,
                "everything at once: %.0f requests/s (%d not as expected), %.0f entries/s; when it ended %.2f %% of them were"
                        + " signed, all of them %d ms later%n",
                result.perSecond(),
                result.wrong(),
                (after - before) * 1e9 / (ended - begin),
                100.0 * (meanwhile - before) / Math.max(1, after - before),
                Duration.ofNanos(last - ended).toMillis());
    }

    /** How many entries the newest checkpoint covers (C2SP tlog-checkpoint). */
    private static long signed(int port) {
        return Long.parseLong(
                Load.once(port, Requests.get(port, "/ledger/checkpoint")).body().split("\n", 3)[1]);
    }
}
