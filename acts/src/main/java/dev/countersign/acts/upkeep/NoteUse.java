package dev.countersign.acts.upkeep;

import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/** Notes when and from where a personal access token was last used. */
public record NoteUse(String token, PersonalTokens.Use use) implements Transaction<Boolean> {
    @Override
    public Boolean in(Tx tx) {
        tx.personalTokens().used(token, use);
        return true;
    }
}
