package dev.countersign.gateway.stdio;

import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One process and the sessions that share it. Every request gets an id of ours on the way up and its own on the way
 * back; progress tokens, cancellations and subscription ids likewise.
 */
final class Connection implements ServerProcess.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final String name;
    private final Era era;
    private final Runnable toolsChanged;
    private final ServerProcess process;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Router router;
    private final Handshake handshake = new Handshake();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile long lastUsed = System.nanoTime();

    private Connection(String name, StdioSettings settings, Era era, Runnable toolsChanged) throws IOException {
        this.name = name;
        this.era = era;
        this.toolsChanged = toolsChanged;
        this.router = new Router(era, sessions);
        this.process = ServerProcess.start(name, settings);
    }

    /**
     * Starts a process.
     *
     * @param toolsChanged run when the process says that its tools changed
     * @throws IOException when it cannot be started
     */
    static Connection open(String name, StdioSettings settings, Era era, Runnable toolsChanged) throws IOException {
        Connection connection = new Connection(name, settings, era, toolsChanged);
        connection.process.listen(connection);
        LOG.info("{}: started process {}", name, connection.process.pid());
        return connection;
    }

    boolean alive() {
        return process.alive();
    }

    /** Whether no request is under way. */
    boolean idle() {
        return pending.isEmpty();
    }

    long lastUsed() {
        return lastUsed;
    }

    Set<Session> sessions() {
        return sessions;
    }

    Handshake handshake() {
        return handshake;
    }

    void add(Session session) {
        sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
        session.end();
    }

    /**
     * Sends the messages of one POST.
     *
     * @return where its answers arrive, or null when it holds no request
     * @throws IOException when the process does not take them
     */
    @Nullable
    Exchange send(Session session, Envelope envelope) throws IOException {
        lastUsed = System.nanoTime();
        List<Message.Request> requests = envelope.requests();
        List<Long> numbers = new ArrayList<>(requests.size());
        Exchange exchange = null;
        if (!requests.isEmpty()) {
            Exchange[] self = new Exchange[1];
            exchange = new Exchange(requests.size(), () -> abandon(session, numbers, self[0]));
            self[0] = exchange;
            for (Message.Request request : requests) {
                long number = ids.incrementAndGet();
                numbers.add(number);
                JsonNode token = Params.meta(request.json(), "progressToken");
                pending.put(
                        number,
                        new Pending(exchange, request.id(), request.method(), token.isMissingNode() ? null : token));
            }
            session.opened(exchange);
        }
        try {
            int next = 0;
            for (Message message : envelope.messages()) {
                switch (message) {
                    case Message.Request request -> request(session, request, numbers.get(next++));
                    case Message.Notification notice -> notice(session, notice);
                    case Message.Response response -> {
                        if (session.answered(response.id())) {
                            process.send(response.json());
                        }
                    }
                }
            }
        } catch (IOException e) {
            if (exchange != null) {
                exchange.close();
            }
            throw e;
        }
        return exchange;
    }

    private void request(Session session, Message.Request request, long number) throws IOException {
        String uri = request.text("uri");
        if (uri != null && request.method().equals("resources/subscribe")) {
            session.subscribe(uri);
        }
        if (uri != null && request.method().equals("resources/unsubscribe")) {
            session.unsubscribe(uri);
            if (sessions.stream().anyMatch(s -> s.isSubscribed(uri))) {
                respond(number, Rpc.result(request.id(), Rpc.object())); // others still want it
                return;
            }
        }
        process.send(Rewrite.outgoing(request.json(), number));
    }

    private void notice(Session session, Message.Notification notice) throws IOException {
        switch (notice.method()) {
            case "notifications/initialized" -> {
                if (handshake.firstInitialized()) {
                    process.send(notice.json());
                }
            }
            case "notifications/cancelled" -> {
                Long number = numberOf(session, Params.at(notice.json(), "requestId"));
                if (number != null) {
                    process.send(Rewrite.param(notice.json(), "requestId", Rewrite.number(number)));
                }
            }
            case "notifications/progress" -> {
                if (session.wasAsked()) {
                    process.send(notice.json());
                }
            }
            default -> process.send(notice.json());
        }
    }

    private @Nullable Long numberOf(Session session, JsonNode clientId) {
        for (Map.Entry<Long, Pending> entry : pending.entrySet()) {
            Pending waiting = entry.getValue();
            if (waiting.id().equals(clientId) && session.has(waiting.exchange())) {
                return entry.getKey();
            }
        }
        return null;
    }

    private void abandon(Session session, List<Long> numbers, @Nullable Exchange exchange) {
        for (Long number : numbers) {
            // MCP 2026-07-28, cancellation: closing the stream cancels; with sessions the client says so itself.
            if (pending.remove(number) != null && era == Era.STATELESS && alive()) {
                cancel(number);
            }
        }
        if (exchange != null) {
            session.closed(exchange);
        }
        if (era == Era.STATELESS) {
            remove(session);
        }
        lastUsed = System.nanoTime();
    }

    private void cancel(long number) {
        ObjectNode params = Rpc.object();
        params.set("requestId", Rewrite.number(number));
        try {
            process.send(Rpc.notification("notifications/cancelled", params.put("reason", "The client went away")));
        } catch (IOException e) {
            LOG.debug("{}: a cancellation could not be sent", name, e);
        }
    }

    @Override
    public void received(JsonNode message) {
        if (message instanceof ArrayNode batch) {
            batch.forEach(this::received);
        } else if (message instanceof ObjectNode object) {
            if (!object.path("method").isString()) {
                JsonNode id = object.path("id");
                if (id.isIntegralNumber() && id.canConvertToLong()) {
                    respond(id.longValue(), object);
                }
            } else if (object.has("id")) {
                asked(object.path("id"), object.path("method").stringValue(), object);
            } else {
                told(object.path("method").stringValue(), object);
            }
        }
    }

    private void respond(long number, ObjectNode response) {
        Pending waiting = pending.remove(number);
        if (waiting != null) {
            waiting.exchange().answer(Rewrite.answer(response, waiting.id()));
        }
    }

    private void asked(JsonNode id, String method, ObjectNode message) {
        ObjectNode answer = router.ask(id, method, message);
        if (answer != null) {
            // A thread of its own: the one that reads the process must not wait for it to read.
            Thread.ofVirtual().start(() -> {
                try {
                    process.send(answer);
                } catch (IOException e) {
                    LOG.debug("{}: an answer could not be sent", name, e);
                }
            });
        }
    }

    private void told(String method, ObjectNode message) {
        if (method.equals("notifications/tools/list_changed")) {
            toolsChanged.run();
        }
        Pending subscription = waiting(Params.meta(message, Rewrite.SUBSCRIPTION));
        if (subscription != null) {
            subscription.exchange().tell(Rewrite.subscription(message, subscription.id()));
            return;
        }
        if (method.equals("notifications/progress")) {
            Pending progressing = waiting(Params.at(message, "progressToken"));
            if (progressing != null && progressing.progressToken() != null) {
                progressing.exchange().tell(Rewrite.param(message, "progressToken", progressing.progressToken()));
            }
            return;
        }
        if (era == Era.STATELESS && method.equals("notifications/cancelled")) {
            Pending ended = waiting(Params.at(message, "requestId"));
            if (ended != null) {
                ended.exchange().finish();
            }
            return;
        }
        router.tell(method, message);
    }

    private @Nullable Pending waiting(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong() ? pending.get(number.longValue()) : null;
    }

    @Override
    public void ended() {
        LOG.info("{}: process {} has ended", name, process.pid());
        pending.keySet().forEach(number -> {
            Pending lost = pending.remove(number);
            if (lost != null) {
                lost.exchange()
                        .answer(Rpc.error(
                                lost.id(),
                                Rpc.INTERNAL_ERROR,
                                "The guarded server \"" + name + "\" ended before it answered; try again"));
            }
        });
        sessions.forEach(Session::end);
    }

    /** Ends the process and all it started. Blocks for a few seconds at most. */
    void end() {
        process.end();
    }
}
