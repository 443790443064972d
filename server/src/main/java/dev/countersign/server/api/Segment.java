package dev.countersign.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * How an id stands in an address. A client_id can be a URL, and a slash inside a segment is refused by many a proxy: such an
 * id is {@code ~} and its base64url.
 */
final class Segment {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private Segment() {}

    static String of(String id) {
        return PLAIN.matcher(id).matches()
                ? id
                : "~" + Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws dev.countersign.server.web.Refusal.Problem 404 when it stands for no id
     */
    static String id(String segment) {
        if (!segment.startsWith("~")) return segment;
        try {
            return new String(Base64.getUrlDecoder().decode(segment.substring(1)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw Problems.missing("thing");
        }
    }
}
