package dev.countersign.acts.upkeep;

import dev.countersign.store.Failures;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;

/** Counts one guess at an account's passphrase from a browser. */
public record CountGuess(String account, String browser, Duration window, Instant now)
        implements Transaction<Failures.Count> {
    /** How many there are now in the running window. */
    @Override
    public Failures.Count in(Tx tx) {
        return tx.failures().add(account, browser, window, now);
    }
}
