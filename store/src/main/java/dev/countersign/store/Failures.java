package dev.countersign.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Failed proofs, counted in fixed windows per account and browser. */
public final class Failures {
    /** How many failures a window holds and when it began. */
    public record Count(int attempts, Instant windowStart) {}

    private final Handle handle;

    Failures(Handle handle) {
        this.handle = handle;
    }

    public Optional<Count> count(String account, String browser, Duration window, Instant now) {
        return handle.createQuery("select * from failure where account = ? and browser = ? and window_start > ?")
                .bind(0, account)
                .bind(1, browser)
                .bind(2, Times.micros(now.minus(window)))
                .map((row, _) -> new Count(row.getInt("attempts"), Times.instant(row.getLong("window_start"))))
                .findOne();
    }

    /** Counts one more failure and returns the window it fell in. */
    public Count add(String account, String browser, Duration window, Instant now) {
        var running = count(account, browser, window, now);
        if (running.isEmpty()) {
            clear(account, browser);
            handle.execute(
                    "insert into failure (account, browser, window_start, attempts) values (?, ?, ?, 1)",
                    account,
                    browser,
                    Times.micros(now));
            return new Count(1, now);
        }
        handle.execute(
                "update failure set attempts = attempts + 1 where account = ? and browser = ?", account, browser);
        return new Count(running.get().attempts() + 1, running.get().windowStart());
    }

    public void clear(String account, String browser) {
        handle.execute("delete from failure where account = ? and browser = ?", account, browser);
    }

    public int sweep(Instant before) {
        return handle.execute("delete from failure where window_start < ?", Times.micros(before));
    }
}
