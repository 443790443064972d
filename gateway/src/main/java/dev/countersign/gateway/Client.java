package dev.countersign.gateway;

import dev.countersign.acts.Origin;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.upstream.Life;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Challenge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The client at the other end of one HTTP request. Answers block until they are written, so a slow client slows its own
 * request only. Thread-safe for {@link #event} and {@link #keepAlive}.
 */
final class Client {
    /** {@code Mcp-Session-Id}. */
    static final String SESSION = "Mcp-Session-Id";

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_USER_AGENT = 200;

    private final Request request;
    private final Response response;
    private final Origin origin;
    private final Life life = new Life();
    private final ReentrantLock writing = new ReentrantLock();
    private boolean proving;
    private boolean streaming;
    private boolean finished;

    Client(Request request, Response response, Peers peers) {
        this.request = request;
        this.response = response;
        this.origin = origin(request, peers);
        origin.requestId().ifPresent(id -> response.getHeaders().put("Request-Id", id));
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        request.addFailureListener(failure -> life.end());
        request.addIdleTimeoutListener(timeout -> false); // a tool may take its time
    }

    HttpFields headers() {
        return request.getHeaders();
    }

    /** Ends when the client goes away. */
    Life life() {
        return life;
    }

    /** Where the request came from, for the log. */
    Origin origin() {
        return origin;
    }

    private static Origin origin(Request request, Peers peers) {
        String agent = Optional.ofNullable(request.getHeaders().get(HttpHeader.USER_AGENT))
                .orElse("");
        return new Origin(
                Optional.of(peers.requestId(request)),
                peers.address(request),
                agent.length() <= MAX_USER_AGENT ? agent : agent.substring(0, MAX_USER_AGENT));
    }

    /** Whether it takes this media type. */
    boolean accepts(String type) {
        HttpField accept = headers().getField(HttpHeader.ACCEPT);
        if (accept == null) {
            return true;
        }
        String range = type.substring(0, type.indexOf('/')) + "/*";
        return headers().getCSV(HttpHeader.ACCEPT, false).stream()
                .map(v -> v.contains(";") ? v.substring(0, v.indexOf(';')).strip() : v)
                .anyMatch(v -> v.equalsIgnoreCase(type) || v.equals(range) || v.equals("*/*"));
    }

    /** Whether anything of an answer has gone out. */
    boolean committed() {
        return response.isCommitted();
    }

    /** Tells the client the nonce for its next proof (RFC 9449 §8.2). */
    void nonce(String nonce) {
        response.getHeaders().put("DPoP-Nonce", nonce);
        proving = true;
    }

    /** Tells the client its session. */
    void session(String sealed) {
        response.getHeaders().put(SESSION, sealed);
    }

    void json(int status, JsonNode body) throws IOException {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        write(true, StrictJson.write(body));
    }

    void empty(int status) throws IOException {
        response.setStatus(status);
        write(true, new byte[0]);
    }

    void refuse(Refusal refusal) throws IOException {
        json(refusal.status(), refusal.body());
    }

    /** An error that is not about JSON-RPC: its code is the HTTP status, which is outside JSON-RPC's reserved range. */
    void error(int status, String message) throws IOException {
        json(status, Rpc.error(null, status, message));
    }

    /** The same, with a time to come back after. */
    void unavailable(int status, String message, int retryAfter) throws IOException {
        if (retryAfter > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter);
        }
        error(status, message);
    }

    /** 405 with what is allowed (RFC 9110 §15.5.6). */
    void notOffered(String allowed) throws IOException {
        response.getHeaders().put(HttpHeader.ALLOW, allowed);
        error(405, "This address takes " + allowed);
    }

    /** A challenge (RFC 6750 §3): the header, and the same in the body. */
    void challenge(Challenge challenge, @Nullable JsonNode id, @Nullable String url) throws IOException {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, (proving ? challenge.withProof() : challenge).header());
        ObjectNode body = Rpc.error(id, challenge.status(), challenge.description());
        if (body.path("error") instanceof ObjectNode error) {
            error.put("resource_metadata", challenge.resourceMetadata());
            if (!challenge.scope().isEmpty()) {
                error.put("scope", challenge.scope());
            }
            if (url != null) {
                error.put("url", url);
            }
        }
        json(challenge.status(), body);
    }

    /** Begins a stream of events; its headers go out at once. */
    void stream() throws IOException {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Accel-Buffering", "no");
        streaming = true;
        write(false, new byte[0]);
    }

    /** Sends one event, at once. */
    void event(Event event) throws IOException {
        StringBuilder text = new StringBuilder();
        if (event.id() != null) {
            text.append("id: ").append(event.id()).append('\n');
        }
        if (event.retry() != null) {
            text.append("retry: ").append(event.retry()).append('\n');
        }
        JsonNode data = event.data();
        text.append("data: ")
                .append(data == null ? "" : StrictJson.writeString(data))
                .append("\n\n");
        write(false, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a comment on an open stream, so that a client that has gone is noticed. Does not wait for a slow one. */
    void keepAlive() {
        if (!writing.tryLock()) {
            return;
        }
        try {
            if (streaming && !finished) {
                write(false, COMMENT);
            }
        } catch (IOException e) {
            life.end();
        } finally {
            writing.unlock();
        }
    }

    /** Ends a stream. */
    void finish() throws IOException {
        write(true, new byte[0]);
    }

    private void write(boolean last, byte[] bytes) throws IOException {
        writing.lock();
        try (Blocker.Callback callback = Blocker.callback()) {
            if (finished) {
                callback.succeeded();
            } else {
                finished = last;
                response.write(last, ByteBuffer.wrap(bytes), callback);
            }
            callback.block();
        } catch (IOException e) {
            life.end();
            throw e;
        } finally {
            writing.unlock();
        }
    }
}
