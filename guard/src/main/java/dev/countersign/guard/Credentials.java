package dev.countersign.guard;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request presents to prove itself: a token in the {@code Authorization} header and nowhere else, under the scheme
 * {@code Bearer} (RFC 6750 §2.1) or {@code DPoP} (RFC 9449 §7.1).
 */
public sealed interface Credentials {
    /** No token. */
    record None() implements Credentials {}

    /** One bearer token, not yet verified. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[hidden]";
        }
    }

    /** One token that is said to be bound to a key, not yet verified. */
    record Dpop(String token) implements Credentials {
        @Override
        public String toString() {
            return "Dpop[hidden]";
        }
    }

    /**
     * A request that is wrong in itself (400).
     *
     * @param why for the caller
     */
    record Malformed(String why) implements Credentials {}

    /** {@code b64token} of RFC 6750 §2.1. */
    Pattern TOKEN = Pattern.compile("[A-Za-z0-9\\-._~+/]+=*");

    /** The longest token that is looked at, in characters. */
    int MAX_LENGTH = 16 * 1024;

    /**
     * Reads the credentials of a request.
     *
     * @param authorization every {@code Authorization} header
     * @param query the raw query of the URL, or null
     */
    static Credentials of(List<String> authorization, @Nullable String query) {
        if (query != null && query.matches("(.*&)?access_token(=.*|&.*)?")) {
            return new Malformed("A token in the URL is refused; send it once, in the Authorization header");
        }
        if (authorization.size() > 1) {
            return new Malformed("There is more than one Authorization header; send one");
        }
        if (authorization.isEmpty()) {
            return new None();
        }
        String header = authorization.getFirst().strip();
        boolean bearer = header.regionMatches(true, 0, "Bearer ", 0, 7);
        if (!bearer && !header.regionMatches(true, 0, "DPoP ", 0, 5)) {
            return new None();
        }
        String token = header.substring(bearer ? 7 : 5).strip();
        if (token.length() > MAX_LENGTH || !TOKEN.matcher(token).matches()) {
            return new Malformed("The Authorization header holds no access token");
        }
        return bearer ? new Bearer(token) : new Dpop(token);
    }
}
