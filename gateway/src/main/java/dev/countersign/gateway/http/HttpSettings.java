package dev.countersign.gateway.http;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a guarded server is reached.
 *
 * @param url its MCP endpoint, http or https
 * @param headers sent with every request: the only credentials it ever sees
 * @param patience how long it may take to begin an answer
 */
public record HttpSettings(URI url, Map<String, String> headers, Duration patience) {
    /** How long a server may take to begin an answer when nobody says. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "content-length",
            "expect",
            "upgrade",
            "transfer-encoding",
            "content-type",
            "accept",
            "mcp-session-id",
            "mcp-protocol-version",
            "mcp-method",
            "mcp-name",
            "last-event-id",
            "txn-token",
            "traceparent",
            "tracestate");

    public HttpSettings {
        headers = Map.copyOf(headers);
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("The url of a server must be an absolute http or https URL");
        }
        for (String name : headers.keySet()) {
            if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("The header " + name + " is set by the gateway; leave it out");
            }
        }
    }

    /** What the server is called in what is signed for it: its address without a query, which may hold a secret. */
    public String audience() {
        return url.getScheme() + "://" + url.getAuthority().replaceFirst("^.*@", "") + url.getRawPath();
    }

    /** With the default patience. */
    public HttpSettings(URI url, Map<String, String> headers) {
        this(url, headers, DEFAULT_PATIENCE);
    }

    @Override
    public String toString() {
        return "HttpSettings[" + url.getScheme() + "://" + url.getHost() + ", headers " + headers.keySet() + "]";
    }
}
