package dev.countersign.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether the log keeps up while every scenario runs at once: how many entries it signs, how many wait meanwhile, and how long
 * after an entry was recorded a signed checkpoint holds it.
 */
final class LedgerPace {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LINE = Duration.ofSeconds(1);

    /** How long after the load everything must be signed; a log that is later than this does not keep up. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** What an entry may wait (issue 6). */
    private static final Duration GOAL = Duration.ofSeconds(1);

    /** The log at one moment: how many entries a checkpoint covers, how many have a place, how many wait for theirs. */
    private record Look(long nanos, long signed, long placed, long waiting) {
        long recorded() {
            return placed + waiting;
        }

        boolean settled() {
            return waiting == 0 && signed >= placed;
        }
    }

    private final int port;
    private final long begin = System.nanoTime();
    private final List<Look> looks = new ArrayList<>();

    private LedgerPace(int port) {
        this.port = port;
    }

    /**
     * Runs everything at once and prints what became of the log.
     *
     * @throws IllegalStateException when entries still waited ten seconds after the load had ended
     */
    static void measure(Subject subject, int connections, Duration time) throws InterruptedException {
        var talks = Scenarios.together(subject);
        var pace = new LedgerPace(subject.port());
        var before = pace.look();
        var results = new Load.Result[1];
        var load = Thread.ofPlatform().start(() -> results[0] = new Load(subject.port(), connections).run(talks, time));
        System.out.printf("everything at once:%n%10s %10s %10s%n", "second", "entries", "waiting");
        while (load.isAlive()) pace.follow(before);
        load.join();
        var ended = pace.look();
        while (!pace.looks.getLast().settled()) {
            if (System.nanoTime() - ended.nanos() > BOUND.toNanos()) {
                throw new IllegalStateException(
                        "%d entries still waited %d s after the load had ended; the log does not keep up"
                                .formatted(pace.looks.getLast().waiting(), BOUND.toSeconds()));
            }
            pace.follow(before);
        }
        pace.say(before, ended, results[0]);
    }

    private void say(Look before, Look ended, Load.Result load) {
        var entries = ended.recorded() - before.recorded();
        var latest = latest();
        System.out.printf(
                Locale.ROOT,
                "%.0f requests/s (%d not as expected), %.0f entries/s; at most %d waited; when it ended %.2f %% were signed, all"
                        + " of them %d ms later; an entry waited %d ms at most, which is %s the goal of %d ms%n",
                load.perSecond(),
                load.wrong(),
                entries * 1e9 / (ended.nanos() - before.nanos()),
                looks.stream().mapToLong(Look::waiting).max().orElse(0),
                100.0 * (ended.signed() - before.signed()) / Math.max(1, entries),
                Duration.ofNanos(looks.getLast().nanos() - ended.nanos()).toMillis(),
                latest.toMillis(),
                latest.compareTo(GOAL) <= 0 ? "within" : "beyond",
                GOAL.toMillis());
    }

    /** How long, at most, what was recorded at one look took to be signed at a later one. */
    private Duration latest() {
        var most = 0L;
        var later = 0;
        for (var look : looks) {
            while (later < looks.size() && looks.get(later).signed() < look.recorded()) later++;
            if (later < looks.size()) most = Math.max(most, looks.get(later).nanos() - look.nanos());
        }
        return Duration.ofNanos(most);
    }

    private void follow(Look before) throws InterruptedException {
        Thread.sleep(LOOK);
        var last = looks.getLast();
        var now = look();
        var second = (now.nanos() - begin) / LINE.toNanos();
        if (second > (last.nanos() - begin) / LINE.toNanos()) {
            System.out.printf("%10d %10d %10d%n", second, now.recorded() - before.recorded(), now.waiting());
        }
    }

    /** The size of the newest checkpoint (C2SP tlog-checkpoint), and the server's own count of what waits behind it. */
    private Look look() {
        var metrics = Load.once(port, Requests.get(port, "/metrics")).body();
        var checkpoint =
                Load.once(port, Requests.get(port, "/ledger/checkpoint")).body();
        var look = new Look(
                System.nanoTime(),
                Long.parseLong(checkpoint.split("\n", 3)[1]),
                gauge(metrics, "countersign_ledger_entries"),
                gauge(metrics, "countersign_ledger_waiting"));
        looks.add(look);
        return look;
    }

    private static long gauge(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server's metrics say nothing of " + name));
    }
}
