package dev.countersign.acts;

import dev.countersign.core.ClientId;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;

/** Removes a registered client at its own wish and ends every grant it holds (RFC 7592 §2.3). */
public record RemoveClient(ClientId client) implements Act<Boolean> {
    /** False when it was gone already. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (!tx.clients().remove(client)) return Done.unchanged(false);
        tx.revocations().put(new Revocation(RevocationKey.of(client), Revocation.Kind.REVOKED, tx.databaseTime()));
        return Done.of(true, Event.of(client));
    }
}
