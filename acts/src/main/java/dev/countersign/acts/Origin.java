package dev.countersign.acts;

import java.util.Optional;

/**
 * Where an act came from. The address and the user agent are kept in a row of their own, so that they can be erased.
 *
 * @param requestId the HTTP request, when there was one
 */
public record Origin(Optional<String> requestId, String address, String userAgent) {
    /** The operator, on the host itself. */
    public static final Origin HOST = new Origin(Optional.empty(), "host", "");

    /** The server itself, by the clock. */
    public static final Origin SELF = new Origin(Optional.empty(), "self", "");
}
