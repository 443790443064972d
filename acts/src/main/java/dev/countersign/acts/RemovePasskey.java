package dev.countersign.acts;

import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Tx;
import java.util.Optional;

/** Removes a passkey; its owner proved presence on this. The last way to prove presence stays. */
public record RemovePasskey(OwnerId owner, String id, Evidence evidence, Optional<Long> count)
        implements Act<RemovePasskey.Outcome> {
    /** What came of it. */
    public enum Outcome {
        REMOVED,
        UNKNOWN,
        /** Without it the owner could prove nothing any more. */
        LAST_CREDENTIAL
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var passkeys = tx.passkeys().of(owner);
        if (passkeys.stream().noneMatch(passkey -> passkey.id().equals(id))) return Done.unchanged(Outcome.UNKNOWN);
        if (passkeys.size() == 1 && tx.owners().passphrase(owner).isEmpty()) {
            return Done.unchanged(Outcome.LAST_CREDENTIAL);
        }
        count.ifPresent(value -> tx.passkeys().used(evidence.credential(), value, evidence.at()));
        tx.passkeys().remove(owner, id);
        return Done.of(Outcome.REMOVED, Event.of(owner).with("credential", id).with("method", evidence.method()));
    }
}
