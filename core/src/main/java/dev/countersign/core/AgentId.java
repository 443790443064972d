package dev.countersign.core;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * An agent: a client on a device. The id is a function of both, so no appearance needs a row. Without a proven key the
 * agent is the client alone, and two keyless appearances of one client are the same agent.
 */
public record AgentId(String value) {
    private static final int LENGTH = 15;

    /** The agent that is {@code client} on {@code device}, or the client alone when no key was proved. */
    public static AgentId of(ClientId client, Optional<DeviceId> device) {
        var digest =
                Digest.of(client.value() + "\0" + device.map(DeviceId::value).orElse(""));
        return new AgentId(
                "ag_" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.bytes(), LENGTH)));
    }

    @Override
    public String toString() {
        return value;
    }
}
