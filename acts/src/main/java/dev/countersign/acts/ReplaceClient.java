package dev.countersign.acts;

import dev.countersign.core.ClientId;
import dev.countersign.core.Digest;
import dev.countersign.store.Tx;
import java.util.Optional;

/**
 * Replaces a registered client's metadata as a whole (RFC 7592 §2.2).
 *
 * @param metadata the new metadata, as JSON
 * @param secretHash what stands for its secret from now on; empty for a public client
 */
public record ReplaceClient(ClientId client, String metadata, Optional<String> secretHash) implements Act<Boolean> {
    /** False when it was removed meanwhile. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (!tx.clients().update(client, metadata, secretHash)) return Done.unchanged(false);
        return Done.of(
                true, Event.of(client).with("metadata", Digest.of(metadata).base64url()));
    }
}
