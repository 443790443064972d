package dev.countersign.cli.connect;

import dev.countersign.cli.connect.Relay.Outcome;
import dev.countersign.cli.login.LoginException;
import dev.countersign.gateway.http.SseReader;
import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The era with a handshake (2025-03-26 to 2025-11-25): one session with the server behind, opened when it may be, and
 * opened again when the server has forgotten it. Thread-safe.
 */
final class SessionSide implements AutoCloseable {
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final Remote remote;
    private final Relay relay;
    private final Access access;
    private final Output output;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile Message.@Nullable Request hello;
    private volatile @Nullable Live live;
    private volatile boolean closed;

    /** A session that was opened. */
    private record Live(Optional<String> session, String revision) {
        Map<String, String> headers() {
            return Remote.session(session, Optional.of(revision));
        }
    }

    SessionSide(Remote remote, Relay relay, Access access, Output output) {
        this.remote = remote;
        this.relay = relay;
        this.access = access;
        this.output = output;
    }

    /** The client's {@code initialize}, kept because the server behind may have to hear it later, or again. */
    void greeted(Message.Request initialize) {
        hello = initialize;
    }

    /** Whether a client has opened this way. */
    boolean inUse() {
        return hello != null;
    }

    /** Whether the client can have its human open a page. */
    boolean elicitsUrls() {
        Message.Request request = hello;
        return request != null
                && request.json().at("/params/capabilities/elicitation/url").isObject();
    }

    /** The server's own answer to the client's {@code initialize}; an error when there is none. */
    ObjectNode initialize() {
        opening.lock();
        try {
            return opened();
        } finally {
            opening.unlock();
        }
    }

    /** Carries a request of the client and sends what comes back. */
    void carry(Message.Request request) {
        Optional<ObjectNode> failure = ready(null);
        if (failure.isPresent()) {
            output.send(withId(failure.get(), request.id()));
            return;
        }
        Live first = live;
        if (first != null && send(request, first, false) == Outcome.NO_SESSION) {
            Optional<ObjectNode> again = ready(first);
            Live second = live;
            if (again.isPresent() || second == null) {
                output.send(withId(
                        again.orElse(Rpc.error(null, Rpc.INTERNAL_ERROR, "The session was lost")), request.id()));
            } else {
                send(request, second, true);
            }
        }
    }

    /** Passes on what needs no answer, when there is somebody to hear it. */
    void tell(JsonNode message) {
        Live now = live;
        if (now != null) {
            relay.tell(message, now.headers());
        }
    }

    private Outcome send(Message.Request request, Live session, boolean last) {
        return relay.carry(request, request.json(), session.headers(), output::send, id -> {}, last);
    }

    /** Makes sure that there is a session other than {@code lost}; the error when there cannot be. */
    private Optional<ObjectNode> ready(@Nullable Live lost) {
        opening.lock();
        try {
            Live now = live;
            if (now != null && now != lost) {
                return Optional.empty();
            }
            live = null;
            ObjectNode answer = opened();
            return answer.has("result") ? Optional.empty() : Optional.of(answer);
        } finally {
            opening.unlock();
        }
    }

    private ObjectNode opened() {
        Message.Request request = hello;
        if (request == null) {
            return Rpc.error(null, Rpc.INVALID_REQUEST, "The client has to send initialize first");
        }
        AtomicReference<ObjectNode> answer = new AtomicReference<>();
        AtomicReference<String> session = new AtomicReference<>();
        relay.carry(
                request,
                request.json(),
                Map.of(),
                message -> {
                    if (message instanceof ObjectNode object && !object.has("method")) {
                        answer.set(object);
                    }
                },
                session::set,
                true);
        ObjectNode said = answer.get();
        if (said == null) {
            return Rpc.error(request.id(), Rpc.INTERNAL_ERROR, "The server did not answer initialize");
        }
        if (said.has("result")) {
            String revision = said.at("/result/protocolVersion").asString(Revision.R2025_11_25.text());
            Live opened = new Live(Optional.ofNullable(session.get()), revision);
            live = opened;
            relay.tell(Rpc.notification("notifications/initialized", Rpc.object()), opened.headers());
            Thread.ofVirtual().name("stream").start(() -> listen(opened));
        }
        return said;
    }

    /** Keeps the session's stream of messages open, for as long as the session is the one in use. */
    private void listen(Live session) {
        String lastEvent = null;
        while (!closed && live == session) {
            try {
                Map<String, String> headers = session.headers();
                if (lastEvent != null) {
                    headers.put("Last-Event-ID", lastEvent);
                }
                HttpResponse<InputStream> response = remote.listen(headers, access.pass(Optional.empty()));
                try (InputStream in = response.body()) {
                    boolean offered = response.statusCode() == 200;
                    if (!offered && response.statusCode() != 401 && response.statusCode() < 500) {
                        return; // 405: it has none; 404: the next request opens another session
                    }
                    SseReader events = new SseReader(in);
                    for (Event event = offered ? events.next() : null; event != null; event = events.next()) {
                        lastEvent = event.id() == null ? lastEvent : event.id();
                        if (event.data() != null) {
                            output.send(event.data());
                        }
                    }
                }
                Thread.sleep(RECONNECT);
            } catch (LoginException ended) {
                return;
            } catch (IOException broken) {
                if (!pause()) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RECONNECT);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static ObjectNode withId(ObjectNode error, JsonNode id) {
        error.set("id", id);
        return error;
    }

    @Override
    public void close() {
        closed = true;
        Live last = live;
        live = null;
        if (last != null && last.session().isPresent()) {
            try {
                remote.end(last.headers(), access.pass(Optional.empty()));
            } catch (LoginException ended) {
                // Its grant is over, and so is the session.
            }
        }
    }
}
