package dev.countersign.core;

import java.util.Optional;

/**
 * From where a token was presented, as far as the network tells.
 *
 * @param network the caller's address or its /64; every loopback address is the same network
 * @param userAgent what the caller calls itself; empty when it says nothing
 */
public record Whereabouts(String network, String userAgent) {
    /** What differs from {@code other}: {@code network}, {@code user_agent} or both; empty when nothing does. */
    public Optional<String> differing(Whereabouts other) {
        var network = !this.network.equals(other.network);
        var program = !userAgent.equals(other.userAgent);
        if (network && program) return Optional.of("network and user_agent");
        return network ? Optional.of("network") : program ? Optional.of("user_agent") : Optional.empty();
    }
}
