package dev.countersign.acts;

import dev.countersign.store.Clients;
import dev.countersign.store.Tx;
import java.time.Duration;

/**
 * Registers a client (RFC 7591). Registrations nobody ever granted anything are bounded: at the limit the oldest of them
 * make room, unless they are so young that their human may still be reading.
 *
 * @param mostIdle how many clients without a grant may stand at once
 */
public record RegisterClient(Clients.Registered client, int mostIdle) implements Act<Boolean> {
    private static final Duration STILL_READING = Duration.ofHours(1);
    private static final int ROOM = 100;

    /** False when there is no room now. */
    @Override
    public Done<Boolean> in(Tx tx) {
        if (tx.clients().idle() >= mostIdle
                && tx.clients().evictIdle(client.createdAt().minus(STILL_READING), ROOM) == 0) {
            return Done.unchanged(false);
        }
        tx.clients().insert(client);
        return Done.of(true, Event.of(client.id()));
    }
}
