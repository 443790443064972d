package dev.countersign.acts;

import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Sets an owner's passphrase, the first or another; the owner proved presence on this. All other sessions end.
 *
 * @param passphraseHash Argon2id, PHC form
 * @param kept hash of the session that goes on
 */
public record ChangePassphrase(
        OwnerId owner, String passphraseHash, String kept, Evidence evidence, Optional<Long> count)
        implements Act<Boolean> {
    @Override
    public Done<Boolean> in(Tx tx) {
        tx.owners().setPassphrase(owner, passphraseHash, evidence.at());
        tx.sessions().of(owner, evidence.at()).stream()
                .filter(session -> !session.hash().equals(kept))
                .forEach(session -> tx.sessions().remove(session.hash()));
        count.ifPresent(value -> tx.passkeys().used(evidence.credential(), value, evidence.at()));
        return Done.of(true, Event.of(owner).with("method", evidence.method()));
    }
}
