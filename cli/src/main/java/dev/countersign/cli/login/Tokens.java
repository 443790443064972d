package dev.countersign.cli.login;

import java.time.Duration;
import java.util.Optional;

/**
 * What a token endpoint gave (RFC 6749 §5.1).
 *
 * @param scope as granted; the one asked for when the server does not say
 * @param key what the access token is bound to; empty for a bearer token, which a server may give whatever was proved
 */
public record Tokens(
        String accessToken,
        Optional<Duration> life,
        Optional<String> refreshToken,
        String scope,
        Optional<DeviceKey> key) {
    /** Both secrets stay out of logs. */
    @Override
    public String toString() {
        return "Tokens[" + scope + "]";
    }
}
