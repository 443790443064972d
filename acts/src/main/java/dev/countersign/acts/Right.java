package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Role;
import dev.countersign.core.Subject;
import dev.countersign.store.Devices;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * By what right somebody stops what a key names, or lets it go on; judged by the database, inside the transaction.
 *
 * @param over whether they stand over every owner: the operator, and who is an admin then
 * @param own whether all that the key names is theirs
 */
record Right(boolean over, boolean own) {
    /**
     * @param by empty for the operator
     */
    static Right of(RevocationKey key, Optional<OwnerId> by, Tx tx) {
        if (by.isEmpty()) return new Right(true, false);
        return tx.owners()
                .find(by.get())
                .map(who -> new Right(
                        who.role() == Role.ADMIN,
                        owner(key, tx).filter(who.id()::equals).isPresent()))
                .orElse(new Right(false, false));
    }

    /** Neither: then nothing happens. */
    boolean none() {
        return !over && !own;
    }

    /** The one owner whose all of it is; an agent or a client as such is nobody's. */
    private static Optional<OwnerId> owner(RevocationKey key, Tx tx) {
        return key.owner()
                .or(() -> key.grant()
                        .flatMap(tx.grants()::find)
                        .flatMap(grant -> grant.subject() instanceof Subject.Owner(OwnerId id)
                                ? Optional.of(id)
                                : Optional.empty()))
                .or(() -> key.device().flatMap(tx.devices()::find).map(Devices.Device::owner));
    }
}
