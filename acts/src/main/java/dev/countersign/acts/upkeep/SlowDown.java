package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/**
 * Makes a device that polled too soon leave more time between its polls, for good (RFC 8628 §3.5).
 *
 * @param more seconds added
 * @param most seconds after which it is slow enough: its code will have expired
 */
public record SlowDown(String ask, int more, int most) implements Transaction<Integer> {
    /** The seconds it must leave from now on. */
    @Override
    public Integer in(Tx tx) {
        return tx.deviceRequests().slowDown(ask, more, most);
    }
}
