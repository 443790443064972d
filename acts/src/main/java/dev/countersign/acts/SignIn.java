package dev.countersign.acts;

import dev.countersign.store.Sessions;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Opens a session for an owner who proved to be one. It looks and takes away; it never approves.
 *
 * @param passkey the passkey that was used, and its new signature counter
 * @param replaced hashes of the sessions this browser had before: they end
 */
public record SignIn(Sessions.Session session, Optional<Used> passkey, List<String> replaced) implements Act<Boolean> {
    /** A passkey and its signature counter after use. */
    public record Used(String credential, long count) {}

    @Override
    public Done<Boolean> in(Tx tx) {
        replaced.forEach(tx.sessions()::remove);
        tx.sessions().insert(session);
        passkey.ifPresent(used -> tx.passkeys().used(used.credential(), used.count(), session.createdAt()));
        return Done.of(true, Event.of(session.owner()).with("method", session.method()));
    }
}
