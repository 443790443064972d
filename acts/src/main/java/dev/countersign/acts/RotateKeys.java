package dev.countersign.acts;

import dev.countersign.store.SigningKeys.SigningKey;
import dev.countersign.store.Tx;
import java.time.Instant;

/**
 * Publishes a new signing key and sets the end of the others.
 *
 * @param retireOthersAt when the keys before it are no longer published
 */
public record RotateKeys(SigningKey key, Instant now, Instant retireOthersAt) implements Act<String> {
    static RotateKeys first(SigningKey key, Instant now) {
        return new RotateKeys(key, now, now);
    }

    @Override
    public Done<String> in(Tx tx) {
        for (var other : tx.signingKeys().all()) {
            if (other.retireAt().isEmpty()) tx.signingKeys().retire(other.kid(), retireOthersAt);
        }
        tx.signingKeys().insert(key);
        return Done.of(key.kid(), Event.plain().with("kid", key.kid()));
    }
}
