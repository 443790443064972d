package dev.countersign.acts;

import dev.countersign.core.Evidence;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Role;
import dev.countersign.store.Owners;
import dev.countersign.store.Passkeys;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * Adds a human account with its first credential. Without an owner yet, a setup ticket or the operator suffices; later it
 * takes an admin's presence, which the caller has proved and hands in as evidence.
 *
 * @param setupHash hash of the setup ticket to redeem; empty when the operator or an admin adds the account
 * @param addedBy {@code setup}, {@code host}, or the admin's id
 * @param passphraseHash Argon2id, PHC form
 * @param evidence how the admin proved presence; empty while no owner exists
 * @param count the new signature counter of the passkey that was used as proof
 */
public record CreateOwner(
        OwnerId id,
        String name,
        String addedBy,
        Optional<String> setupHash,
        Optional<String> passphraseHash,
        Optional<Passkeys.Passkey> passkey,
        Instant now,
        Optional<Evidence> evidence,
        Optional<Long> count)
        implements Act<CreateOwner.Outcome> {
    /** What came of it. */
    public enum Outcome {
        CREATED,
        NAME_TAKEN,
        /** The setup link was used or its time is over. */
        TICKET_SPENT,
        /** Somebody set the first owner up already. */
        OWNER_EXISTS
    }

    /** An account that is added without an admin's presence. */
    public CreateOwner(
            OwnerId id,
            String name,
            String addedBy,
            Optional<String> setupHash,
            Optional<String> passphraseHash,
            Optional<Passkeys.Passkey> passkey,
            Instant now) {
        this(id, name, addedBy, setupHash, passphraseHash, passkey, now, Optional.empty(), Optional.empty());
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        if (passphraseHash.isEmpty() && passkey.isEmpty()) {
            throw new IllegalArgumentException("an owner begins with a credential");
        }
        var first = !tx.owners().any();
        if (!first && (addedBy.equals("setup") || addedBy.equals("host"))) return Done.unchanged(Outcome.OWNER_EXISTS);
        if (tx.owners().named(name).isPresent()) return Done.unchanged(Outcome.NAME_TAKEN);
        if (setupHash.isPresent() && !tx.tickets().redeem(setupHash.get(), "setup", now)) {
            return Done.unchanged(Outcome.TICKET_SPENT);
        }
        tx.owners().insert(new Owners.Owner(id, name, first ? Role.ADMIN : Role.OWNER, now, addedBy));
        passphraseHash.ifPresent(hash -> tx.owners().setPassphrase(id, hash, now));
        passkey.ifPresent(tx.passkeys()::insert);
        evidence.ifPresent(
                proof -> count.ifPresent(value -> tx.passkeys().used(proof.credential(), value, proof.at())));
        var event = Event.of(id)
                .with("added_by", addedBy)
                .with("credential", passkey.map(Passkeys.Passkey::id).orElse("passphrase"));
        return Done.of(
                Outcome.CREATED,
                evidence.map(proof -> event.with("method", proof.method()).with("proof", proof.credential()))
                        .orElse(event));
    }
}
