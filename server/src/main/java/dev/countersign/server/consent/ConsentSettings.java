package dev.countersign.server.consent;

import dev.countersign.core.authority.Access;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator decided about consent.
 *
 * @param places every MCP resource there is, in the order to show them
 * @param timeout how long a request waits for its answer
 * @param adminsMayApprove whether owners with the role admin may approve
 * @param passkeyOnly the access levels for which a passphrase is no proof
 * @param deepest how many hops of delegation a human may allow at most; 0 turns delegation off
 */
public record ConsentSettings(
        URI issuer,
        List<Place> places,
        Duration timeout,
        boolean adminsMayApprove,
        Set<Access> passkeyOnly,
        int deepest) {
    /**
     * A resource as a person knows it.
     *
     * @param id the resource's one spelling
     * @param server the guarded server behind it, when it has a catalogue of tools
     * @param outside whether it is guarded by somebody else's code, which gets to see the tokens for it
     */
    public record Place(String id, String name, Optional<String> server, boolean outside) {
        /** A place of this server. */
        public Place(String id, String name, Optional<String> server) {
            this(id, name, server, false);
        }
    }

    public ConsentSettings {
        places = List.copyOf(places);
        passkeyOnly = Set.copyOf(passkeyOnly);
    }

    Optional<Place> place(String id) {
        return places.stream().filter(place -> place.id().equals(id)).findFirst();
    }
}
