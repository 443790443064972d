package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/** Forgets the guesses at an account from a browser, after a right one. */
public record ForgetGuesses(String account, String browser) implements Transaction<Boolean> {
    @Override
    public Boolean in(Tx tx) {
        tx.failures().clear(account, browser);
        return true;
    }
}
