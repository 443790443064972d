package dev.countersign.guard;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request presents to prove itself (RFC 6750 §2): a token in the {@code Authorization} header and nowhere else. */
public sealed interface Credentials {
    /** No bearer token. */
    record None() implements Credentials {}

    /** One bearer token, not yet verified. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[hidden]";
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
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return new None();
        }
        String token = header.substring(7).strip();
        return token.length() <= MAX_LENGTH && TOKEN.matcher(token).matches()
                ? new Bearer(token)
                : new Malformed("The Authorization header holds no bearer token");
    }
}
