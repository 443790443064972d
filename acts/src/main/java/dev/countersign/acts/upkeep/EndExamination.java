package dev.countersign.acts.upkeep;

import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/** Ends an examination, by whoever began it; false when it was over. */
public record EndExamination(String id) implements Transaction<Boolean> {
    @Override
    public Boolean in(Tx tx) {
        var mine = tx.settings()
                .find(BeginExamination.NAME)
                .filter(row -> StrictJson.parse(row).path("id").asString("").equals(id));
        if (mine.isEmpty()) return false;
        tx.settings().remove(BeginExamination.NAME);
        return true;
    }
}
