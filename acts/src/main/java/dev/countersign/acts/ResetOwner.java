package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.store.Passkeys;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * Gives an owner new credentials in place of all old ones, by a reset link the operator made. Every session ends; grants
 * stay, for they are not what was lost.
 *
 * @param ticketHash hash of the reset ticket to redeem
 * @param passphraseHash Argon2id, PHC form
 */
public record ResetOwner(
        OwnerId owner,
        String ticketHash,
        Optional<String> passphraseHash,
        Optional<Passkeys.Passkey> passkey,
        Instant now)
        implements Act<Boolean> {
    /** False when the link was used or its time is over. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (passphraseHash.isEmpty() && passkey.isEmpty()) {
            throw new IllegalArgumentException("an owner keeps a credential");
        }
        if (!tx.tickets().redeem(ticketHash, "reset", now)) return Done.unchanged(false);
        tx.passkeys().removeAll(owner);
        tx.owners().removePassphrase(owner);
        tx.sessions().removeAll(owner);
        passphraseHash.ifPresent(hash -> tx.owners().setPassphrase(owner, hash, now));
        passkey.ifPresent(tx.passkeys()::insert);
        return Done.of(
                true,
                Event.of(owner)
                        .with("credential", passkey.map(Passkeys.Passkey::id).orElse("passphrase")));
    }
}
