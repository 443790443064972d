package dev.countersign.server.console;

import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Whether a program or a device is barred, and what an admin can do about it.
 *
 * @param bar where it is barred; empty when it is already, and for who is no admin
 * @param unbar the page that lets it back; empty unless it is barred, and for who is no admin
 */
public record Barring(boolean barred, Optional<String> bar, Optional<String> unbar) {
    /**
     * @param page where it would be barred
     */
    static Barring of(RevocationKey key, String page, Look look, Tx tx) {
        var barred = barred(key, tx);
        var admin = Admins.is(look);
        return new Barring(
                barred,
                admin && !barred ? Optional.of(page) : Optional.empty(),
                admin && barred ? Optional.of(UnbarPage.link(key)) : Optional.empty());
    }

    static boolean barred(RevocationKey key, Tx tx) {
        return tx.revocations().of(List.of(key)).stream().anyMatch(row -> row.kind() == Revocation.Kind.BARRED);
    }
}
