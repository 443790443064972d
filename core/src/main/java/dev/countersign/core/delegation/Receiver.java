package dev.countersign.core.delegation;

import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import java.util.Optional;

/**
 * Who would receive a part of a grant.
 *
 * @param device where it runs, when it proved a key
 * @param proof how it proved to be this client
 * @param known how Countersign knows the client
 */
public record Receiver(ClientId client, Optional<DeviceId> device, Proof proof, Known known) {

    /** How a receiver proves who it is. A client's name proves nothing where it has no credential. */
    public enum Proof {
        /** A public client without a key: anybody could be it. */
        NONE,
        /** A public client with a key that nobody has vouched for. */
        STRANGE_KEY,
        /** A public client with a key that the owner approved, the delegator named, or the subject token is bound to. */
        VOUCHED_KEY,
        /** Its own secret or assertion. */
        CREDENTIAL
    }

    /** What makes a client one of {@code any}. */
    public enum Known {
        /** The operator wrote it down. */
        CONFIGURED,
        /** It holds a live grant that the same owner approved. */
        ACQUAINTED,
        STRANGER
    }

    /** The agent it is. */
    public AgentId agent() {
        return AgentId.of(client, device);
    }
}
