package dev.countersign.server.consent;

import dev.countersign.core.catalogue.Catalogue;
import java.time.Duration;
import java.util.Optional;

/** Where the tools of guarded servers come from. */
@FunctionalInterface
public interface ToolLists {
    /**
     * What a server shows now, stored so that a grant can pin it.
     *
     * @param wait how long to wait for the server
     * @return nothing when it did not answer in time
     */
    Optional<Catalogue> current(String server, Duration wait);
}
