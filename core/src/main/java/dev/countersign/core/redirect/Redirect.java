package dev.countersign.core.redirect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** A redirect URI in one of the two lawful forms (MCP 2026-07-28 AS-20). {@link Redirects} makes them. */
public sealed interface Redirect {
    /** The URI exactly as it was written. */
    String uri();

    /** The host as it was written, an IPv6 address in brackets. */
    String host();

    /** The port; the scheme's own when none was written. */
    int port();

    /** The path and query as they were written, possibly empty. */
    String rest();

    /**
     * A program on the browser's own computer (RFC 8252 §7.3): {@code http} on {@code 127.0.0.1}, {@code [::1]} or, for
     * compatibility, {@code localhost} (RFC 8252 §8.3 advises against the name; widely used clients send it).
     */
    record Loopback(String uri, String host, int port, String rest) implements Redirect {
        /** Whether both are the same but for the port, which such a program cannot know before it starts. */
        boolean sameButForPort(Loopback other) {
            return host.equals(other.host) && rest.equals(other.rest);
        }
    }

    /** A web site, by {@code https}. */
    record Web(String uri, String host, int port, String rest) implements Redirect {}

    /**
     * The URI with these parameters after those it has (OAuth 2.1 §4.1.2), which are kept as they are (RFC 6749 §3.1.2).
     */
    default String with(SequencedMap<String, String> parameters) {
        return with(uri(), parameters);
    }

    /** The same for a redirect URI that was admitted and stored before. */
    static String with(String uri, SequencedMap<String, String> parameters) {
        String added = parameters.entrySet().stream().map(Redirect::pair).collect(Collectors.joining("&"));
        if (added.isEmpty()) {
            return uri;
        }
        int query = uri.indexOf('?');
        if (query < 0) {
            return uri + "?" + added;
        }
        boolean open = query == uri.length() - 1 || uri.endsWith("&");
        return uri + (open ? "" : "&") + added;
    }

    private static String pair(Map.Entry<String, String> parameter) {
        return URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8);
    }
}
