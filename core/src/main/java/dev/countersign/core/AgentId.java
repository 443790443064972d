package dev.countersign.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * An agent: a client on a device. The id is a function of both, so no appearance needs a row. Without a proven key the
 * agent is the client alone, and two keyless appearances of one client are the same agent.
 */
public record AgentId(String value) {
    /** The agent that is {@code client} on {@code device}, or the client alone when no key was proved. */
    public static AgentId of(ClientId client, Optional<DeviceId> device) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(client.value().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(device.map(DeviceId::value).orElse("").getBytes(StandardCharsets.UTF_8));
            return new AgentId(
                    "ag_" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), 15)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
