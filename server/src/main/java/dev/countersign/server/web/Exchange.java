package dev.countersign.server.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * One request as an endpoint sees it. The body is read once, on first use, on the calling thread. Confined to that thread.
 */
public final class Exchange {
    private static final int LARGEST_BODY = 256 * 1024;

    private final Request request;
    private final Map<String, String> pathParameters;
    private final InetAddress remote;
    private final String requestId;
    private byte @Nullable [] body;
    private @Nullable Parameters query;
    private @Nullable Parameters form;

    Exchange(Request request, Map<String, String> pathParameters, InetAddress remote, String requestId) {
        this.request = request;
        this.pathParameters = pathParameters;
        this.remote = remote;
        this.requestId = requestId;
    }

    public String method() {
        return request.getMethod();
    }

    /** The pattern of the route this is for: what a log may say, for a path can hold a secret. */
    String route() {
        return request.getAttribute(Web.ROUTE) instanceof String pattern ? pattern : "an unknown address";
    }

    /** The decoded, normalised path, without the query. */
    public String path() {
        return request.getHttpURI().getCanonicalPath();
    }

    /** The value of a {@code {name}} segment of the route. */
    public String segment(String name) {
        var value = pathParameters.get(name);
        if (value == null) throw new IllegalArgumentException("the route has no segment " + name);
        return value;
    }

    /**
     * @throws Parameters.Malformed when the query is not well-formed
     */
    public Parameters query() {
        if (query == null) {
            var raw = request.getHttpURI().getQuery();
            query = Parameters.parse(raw == null ? "" : raw);
        }
        return query;
    }

    /** The raw query text, or the empty string. */
    public String rawQuery() {
        var raw = request.getHttpURI().getQuery();
        return raw == null ? "" : raw;
    }

    /**
     * The parameters of a form body.
     *
     * @throws Parameters.Malformed when the body is not {@code application/x-www-form-urlencoded} or not well-formed
     */
    public Parameters form() {
        if (form == null) {
            var type = header("Content-Type").orElse("");
            var semicolon = type.indexOf(';');
            var bare = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
            if (!bare.equalsIgnoreCase("application/x-www-form-urlencoded")) {
                throw new Parameters.Malformed(
                        "the body must be sent as application/x-www-form-urlencoded; check the Content-Type header");
            }
            form = Parameters.parse(new String(body(), java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        return form;
    }

    /**
     * The body's bytes, at most {@value #LARGEST_BODY}. Everything that comes here is small; MCP messages, which may be
     * large, are read elsewhere and only after their sender was let in.
     *
     * @throws HttpException.RuntimeException 413 when there are more; they are not kept
     */
    public byte[] body() {
        if (body == null) {
            try {
                // Not closed: that would fail a request of which more is to come, and cut off the answer that says so.
                var read = Content.Source.asInputStream(request).readNBytes(LARGEST_BODY + 1);
                if (read.length > LARGEST_BODY) throw new HttpException.RuntimeException(413);
                body = read;
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }
        return body;
    }

    /** The value of a header field; the first when it stands several times. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** Every value of a header field, in order. */
    public List<String> headers(String name) {
        return request.getHeaders().getFields(name).stream()
                .map(HttpField::getValue)
                .toList();
    }

    /** Every value of a cookie of this name: a browser sends one per matching path, most specific first. */
    public List<String> cookies(String name) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(org.eclipse.jetty.http.HttpCookie::getValue)
                .toList();
    }

    /** Where the request comes from; a forwarded address only when a trusted proxy said so. */
    public InetAddress remote() {
        return remote;
    }

    public Optional<String> userAgent() {
        return header("User-Agent").map(text -> text.length() > 200 ? text.substring(0, 200) : text);
    }

    /** Stands in the answer's {@code Request-Id}, in the log and in events. */
    public String requestId() {
        return requestId;
    }

    /** Where a request comes from; a forwarded address only when one of these proxies said so. */
    public static InetAddress remoteOf(Request request, Networks trustedProxies) {
        var peer = request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
        var chain = request.getHeaders().getCSV("X-Forwarded-For", false);
        for (var i = chain.size() - 1; i >= 0 && trustedProxies.contains(peer); i--) {
            try {
                peer = InetAddress.ofLiteral(chain.get(i).strip());
            } catch (IllegalArgumentException _) {
                break;
            }
        }
        return peer;
    }
}
