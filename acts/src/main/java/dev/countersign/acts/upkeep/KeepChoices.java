package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/**
 * Keeps what a consent page showed, and what was chosen on it so far.
 *
 * @param ask the pending request
 * @param choices JSON
 */
public record KeepChoices(String ask, String choices) implements Transaction<Boolean> {
    /** False when the request is no longer open. */
    @Override
    public Boolean in(Tx tx) {
        return tx.asks().choose(ask, choices);
    }
}
