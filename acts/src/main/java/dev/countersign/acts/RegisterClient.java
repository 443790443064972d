package dev.countersign.acts;

import dev.countersign.store.Clients;
import dev.countersign.store.Tx;
import java.time.Duration;

/**
 * Registers a client (RFC 7591). Registrations nobody ever granted anything are bounded, in all and per network: at a limit
 * the oldest of them make room, unless they are so young that their human may still be reading. So one network can fill its
 * own share and no more.
 *
 * @param mostIdle how many clients without a grant may stand at once
 * @param mostOfNetwork how many of them one network may have
 */
public record RegisterClient(Clients.Registered client, int mostIdle, int mostOfNetwork) implements Act<Boolean> {
    private static final Duration STILL_READING = Duration.ofHours(1);
    private static final int ROOM = 100;

    /** False when there is no room now. */
    @Override
    public Done<Boolean> in(Tx tx) {
        var young = client.createdAt().minus(STILL_READING);
        if (tx.clients().idle(client.network()) >= mostOfNetwork
                && tx.clients().evictIdle(client.network(), young, ROOM) == 0) {
            return Done.unchanged(false);
        }
        if (tx.clients().idle() >= mostIdle && tx.clients().evictIdle(young, ROOM) == 0) {
            return Done.unchanged(false);
        }
        tx.clients().insert(client);
        return Done.of(true, Event.of(client.id()));
    }
}
