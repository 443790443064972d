package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;
import java.time.Instant;

/**
 * Uses up something that may be used once, such as a proof of a key or an assertion, on all nodes.
 *
 * @param hash names it and tells nothing about it
 * @param until when it ends by itself
 */
public record Spend(String hash, Instant until) implements Transaction<Boolean> {
    /** False when it had been used before. */
    @Override
    public Boolean in(Tx tx) {
        return tx.used().first(hash, until);
    }
}
