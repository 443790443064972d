package dev.countersign.gateway;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Whose requests are looked at: those sent to the issuer's own host, by no page or by one that may (MCP 2026-07-28,
 * streamable HTTP, security: against DNS rebinding).
 */
final class Origins {
    private static final String ALLOWED_HEADERS =
            "Authorization, DPoP, Content-Type, Accept, Last-Event-ID, Mcp-Session-Id,"
                    + " MCP-Protocol-Version, Mcp-Method, Mcp-Name";
    private static final String EXPOSED_HEADERS =
            "Mcp-Session-Id, MCP-Protocol-Version, WWW-Authenticate, DPoP-Nonce, Retry-After, Request-Id";

    private final String own;
    private final String host;
    private final Set<String> cors;

    Origins(GatewaySettings settings) {
        URI issuer = URI.create(settings.issuer());
        this.host = authority(issuer.getScheme(), issuer.getRawAuthority());
        this.own = issuer.getScheme().toLowerCase(Locale.ROOT) + "://" + host;
        this.cors = settings.corsOrigins().stream().map(Origins::normal).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the request names the issuer's host; an alias of it is somebody else. */
    boolean isOurs(Request request) {
        String authority = request.getHttpURI().getAuthority();
        String scheme = own.substring(0, own.indexOf(':'));
        return authority != null && authority(scheme, authority).equals(host);
    }

    /** Whether the page that sends the request may, if a page does. */
    boolean mayCall(HttpFields headers) {
        String origin = headers.get(HttpHeader.ORIGIN);
        return origin == null || normal(origin).equals(own) || cors.contains(normal(origin));
    }

    /** What lets a permitted page of another origin read the answer (Fetch, CORS protocol). */
    void expose(HttpFields request, HttpFields.Mutable response) {
        foreign(request).ifPresent(origin -> {
            response.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.put("Access-Control-Expose-Headers", EXPOSED_HEADERS);
        });
        if (!cors.isEmpty()) {
            response.put(HttpHeader.VARY, "Origin");
        }
    }

    /** Answers a preflight; false when the page may not call. */
    boolean preflight(HttpFields request, HttpFields.Mutable response) {
        if (foreign(request).isEmpty()) {
            return false;
        }
        expose(request, response);
        response.put("Access-Control-Allow-Methods", "POST, GET, DELETE");
        response.put("Access-Control-Allow-Headers", ALLOWED_HEADERS + mirroredParameters(request));
        response.put("Access-Control-Max-Age", "600");
        return true;
    }

    private static String mirroredParameters(HttpFields request) {
        HttpField asked = request.getField("Access-Control-Request-Headers");
        if (asked == null) {
            return "";
        }
        return asked.getValueList().stream()
                .filter(h -> h.matches("(?i)mcp-param-[!#$%&'*+.^_`|~0-9A-Za-z-]+"))
                .map(h -> ", " + h)
                .collect(Collectors.joining());
    }

    private Optional<String> foreign(HttpFields request) {
        return Optional.ofNullable(request.get(HttpHeader.ORIGIN)).filter(o -> cors.contains(normal(o)));
    }

    private static String normal(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int colon = lower.indexOf("://");
        return colon < 0
                ? lower
                : lower.substring(0, colon) + "://" + authority(lower.substring(0, colon), lower.substring(colon + 3));
    }

    private static String authority(String scheme, String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        String standard = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
        return lower.endsWith(standard) ? lower.substring(0, lower.length() - standard.length()) : lower;
    }
}
