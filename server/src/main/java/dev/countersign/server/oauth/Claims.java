package dev.countersign.server.oauth;

import com.nimbusds.jose.JWSObject;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a JWT of somebody else says (RFC 7519 §4), read strictly and not yet believed.
 *
 * @param jws the JWT with its signature
 * @param body its claims
 */
public record Claims(JWSObject jws, JsonNode body) {
    /** How far two clocks may be apart. */
    public static final Duration SKEW = Duration.ofSeconds(60);

    private static final int MOST_CHARACTERS = 16 * 1024;
    private static final double LATEST = 1e11;

    /** Empty when it is no well-formed JWT with a JSON object in it, or a very long one. */
    public static Optional<Claims> parse(String jwt) {
        if (jwt.length() > MOST_CHARACTERS) return Optional.empty();
        try {
            var jws = JWSObject.parse(jwt);
            var body = StrictJson.parse(jws.getPayload().toBytes());
            return body.isObject() ? Optional.of(new Claims(jws, body)) : Optional.empty();
        } catch (ParseException | MalformedJson | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** A claim that is a string; empty when it is absent or something else. */
    public Optional<String> text(String name) {
        var value = body.path(name);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    /** A claim that is a time; empty when it is absent or no number of seconds. */
    public Optional<Instant> time(String name) {
        var value = body.path(name);
        if (!value.isNumber() || !(Math.abs(value.doubleValue()) < LATEST)) return Optional.empty();
        return Optional.of(Instant.ofEpochSecond((long) value.doubleValue()));
    }

    /** Whether it ends in time (RFC 7523 §3 rules 4 to 6): not yet, not far away, and not begun in the future. */
    public Optional<String> problemOfTime(Instant now, Duration longest) {
        var end = time("exp");
        if (end.isEmpty()) return Optional.of("has no exp");
        if (!now.isBefore(end.get().plus(SKEW))) return Optional.of("has expired; make one for each request");
        if (end.get().isAfter(now.plus(longest).plus(SKEW))) {
            return Optional.of("must end within " + longest.toMinutes() + " minutes");
        }
        return future("nbf", now) || future("iat", now)
                ? Optional.of("begins in the future; check the clock of who made it")
                : Optional.empty();
    }

    private boolean future(String name, Instant now) {
        return body.has(name)
                && time(name).filter(at -> !at.isAfter(now.plus(SKEW))).isEmpty();
    }
}
