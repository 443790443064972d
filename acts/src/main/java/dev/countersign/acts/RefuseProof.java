package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.store.Tx;

/**
 * Notes that somebody failed to prove to be an owner. The failure itself was counted before it was looked at.
 *
 * @param purpose what the proof was for, such as {@code sign-in}
 * @param method {@code passkey} or {@code passphrase}
 */
public record RefuseProof(OwnerId owner, String purpose, String method) implements Act<Boolean> {
    @Override
    public Done<Boolean> in(Tx tx) {
        return Done.of(true, Event.of(owner).with("purpose", purpose).with("method", method));
    }
}
