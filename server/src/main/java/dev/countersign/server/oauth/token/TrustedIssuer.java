package dev.countersign.server.oauth.token;

import dev.countersign.core.authority.Access;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An identity provider whose assertions the operator accepts.
 *
 * @param issuer its {@code iss}, compared as a plain string
 * @param keys the address of its keys: https, or a file of this computer
 * @param owners its subjects and the names of the owners they are
 * @param access what it may allow at most
 * @param life how long a grant of its lives
 */
public record TrustedIssuer(
        String issuer, String keys, Map<String, String> owners, Optional<Access> access, Duration life) {
    public TrustedIssuer {
        owners = Map.copyOf(owners);
    }
}
