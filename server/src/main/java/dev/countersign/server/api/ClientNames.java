package dev.countersign.server.api;

import dev.countersign.core.ClientId;
import java.util.Optional;

/** What a client is called, as far as that is known without asking anybody. */
@FunctionalInterface
public interface ClientNames {
    /** A claim of the client's own, unless it is configured or built in. */
    Optional<String> of(ClientId client);
}
