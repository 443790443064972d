package dev.countersign.core.authority;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Resource identifiers (RFC 8707 §2) as the places where an authority holds. */
public final class Location {
    /** The longest location that is accepted, in characters. */
    public static final int MAX_LENGTH = 1024;

    private Location() {}

    /**
     * The one spelling of a resource: scheme and host in lower case (RFC 3986 §6.2.2.1), all else untouched.
     *
     * @throws IllegalArgumentException when it is not an absolute URI in ASCII without a fragment and without user
     *     information, or too long
     */
    public static String normal(String uri) {
        if (uri.length() > MAX_LENGTH || !uri.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("A location has at most " + MAX_LENGTH + " characters of ASCII");
        }
        URI parsed = parse(uri);
        if (parsed.getScheme() == null || parsed.getRawFragment() != null || parsed.getRawUserInfo() != null) {
            throw new IllegalArgumentException("A location is an absolute URI without fragment and user information");
        }
        String scheme = parsed.getScheme().toLowerCase(Locale.ROOT);
        String rest = uri.substring(scheme.length());
        if (parsed.isOpaque()) {
            return scheme + rest;
        }
        String authority = parsed.getRawAuthority();
        if (parsed.getHost() == null || authority == null) {
            throw new IllegalArgumentException("A location with a path names its host");
        }
        String prefix = "://" + authority;
        return scheme + prefix.toLowerCase(Locale.ROOT) + rest.substring(prefix.length());
    }

    private static URI parse(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("A location is an absolute URI", e);
        }
    }
}
