package dev.countersign.server.web;

import dev.countersign.server.web.Errors.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves the routes over Jetty: finds the endpoint, lets it answer on the calling (virtual) thread, writes the reply. */
public final class Web extends Handler.Abstract {
    /** The request attribute under which the request id stands, for the access log. */
    public static final String REQUEST_ID = "dev.countersign.request-id";

    /** The request attribute under which the matched route's pattern stands, for metrics. */
    public static final String ROUTE = "dev.countersign.route";

    private static final SecureRandom RANDOM = new SecureRandom();
    private final Routes routes;
    private final Errors errors;
    private final Networks trustedProxies;

    public Web(Routes routes, Errors errors, Networks trustedProxies) {
        this.routes = routes;
        this.errors = errors;
        this.trustedProxies = trustedProxies;
    }

    /** The id of this request: made at first use, the same for the rest of it. */
    public static String requestId(Request request) {
        if (request.getAttribute(REQUEST_ID) instanceof String id) return id;
        var bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        var id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        request.setAttribute(REQUEST_ID, id);
        return id;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var id = requestId(request);
        var path = request.getHttpURI().getCanonicalPath();
        var match = routes.match(path == null ? "/" : path);
        var exchange = new Exchange(
                request,
                match.map(Routes.Match::parameters).orElse(Map.of()),
                Exchange.remoteOf(request, trustedProxies),
                id);
        match.ifPresent(found -> request.setAttribute(ROUTE, found.route().pattern()));
        Reply reply;
        try {
            reply = match.isEmpty() ? unknown(exchange) : answer(match.get().route(), exchange);
        } catch (RuntimeException thrown) {
            reply = errors.reply(thrown, exchange);
        }
        write(match.isEmpty() ? reply : routes.shared(match.get().route(), reply), request, response, callback);
        return true;
    }

    private Reply answer(Routes.Route route, Exchange exchange) {
        var method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        var endpoint = route.endpoints().get(method);
        if (endpoint != null) return endpoint.handle(exchange);
        var allowed = String.join(", ", route.endpoints().keySet());
        return errors.said(exchange, 405, Fault.METHOD, "This address takes " + allowed + ".")
                .with("Allow", allowed);
    }

    private Reply unknown(Exchange exchange) {
        var path = exchange.path();
        if (path.startsWith("/oauth/") || path.startsWith("/.well-known/")) {
            return errors.said(exchange, 404, Fault.NOWHERE, "Nothing is at this address. The metadata lists what is.");
        }
        if (path.equals("/v1") || path.startsWith("/v1/")) {
            return errors.said(
                    exchange, 404, Fault.NOWHERE, "Nothing is at this address; /v1/openapi.json lists what is.");
        }
        return errors.said(exchange, 404, Fault.NOWHERE, "Check the address.");
    }

    private static void write(Reply reply, Request request, Response response, Callback callback) {
        response.setStatus(reply.status());
        for (var field : reply.fields()) response.getHeaders().add(field.name(), field.value());
        secure(response);
        response.getHeaders().put("Request-Id", requestId(request));
        if (reply.stream().isPresent() && !request.getMethod().equals("HEAD")) {
            stream(reply.stream().get(), response, callback);
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        response.write(true, request.getMethod().equals("HEAD") ? null : ByteBuffer.wrap(reply.body()), callback);
    }

    private static void stream(Reply.Stream stream, Response response, Callback callback) {
        try (var out = Content.Sink.asOutputStream(response)) {
            stream.write(out);
        } catch (IOException gone) {
            callback.failed(gone);
            return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            callback.failed(stopping);
            return;
        } catch (RuntimeException failed) {
            callback.failed(failed);
            return;
        }
        callback.succeeded();
    }

    /** Fields that no answer goes without; a page brings its own stricter policy. */
    private static void secure(Response response) {
        var headers = response.getHeaders();
        for (var field : List.of(
                new Reply.Field("X-Content-Type-Options", "nosniff"),
                new Reply.Field("X-Frame-Options", "DENY"),
                new Reply.Field("Referrer-Policy", "same-origin"),
                new Reply.Field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))) {
            if (!headers.contains(field.name())) headers.put(field.name(), field.value());
        }
    }
}
