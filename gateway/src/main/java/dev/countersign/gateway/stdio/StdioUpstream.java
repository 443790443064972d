package dev.countersign.gateway.stdio;

import dev.countersign.gateway.upstream.Answer;
import dev.countersign.gateway.upstream.Caller;
import dev.countersign.gateway.upstream.Listen;
import dev.countersign.gateway.upstream.Post;
import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A guarded server that runs as processes of this machine (MCP, stdio transport). */
public final class StdioUpstream implements Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(StdioUpstream.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    /** How long an answer may take before the client gets a stream, on which it can be seen to go away. */
    private static final Duration STREAM_AFTER = Duration.ofSeconds(5);

    private static final int MAX_SESSIONS = 256;
    private static final String EVERYBODY = "";

    private record Bound(Connection connection, Session session, Pool.Key key) {}

    private final String name;
    private final StdioSettings settings;
    private final Pool pool;
    private final Map<String, Bound> sessions = new ConcurrentHashMap<>();

    /**
     * @param name of the server in the configuration
     * @param toolsChanged run when a process says that its tools changed; must not block
     */
    public StdioUpstream(String name, StdioSettings settings, Runnable toolsChanged) {
        this.name = name;
        this.settings = settings;
        this.pool = new Pool(settings.maxProcesses(), era -> Connection.open(name, settings, era, toolsChanged));
    }

    @Override
    public Answer post(Post post) {
        try {
            if (post.revision().era() == Era.STATELESS) {
                return stateless(post);
            }
            if (post.envelope().single() instanceof Message.Request request
                    && request.method().equals("initialize")) {
                return initialize(post, request);
            }
            Bound bound = bound(post.caller(), post.session());
            return bound == null ? new Answer.NoSession() : exchange(bound.connection(), bound.session(), post);
        } catch (IOException e) {
            LOG.warn("{}: {}", name, e.getMessage());
            return new Answer.Failed(
                    502,
                    "The guarded server \"" + name + "\" could not be reached; its operator finds why in the log",
                    0);
        }
    }

    private Answer stateless(Post post) throws IOException {
        Optional<Connection> connection = pool.acquire(new Pool.Key(holder(post.caller(), null), Era.STATELESS));
        if (connection.isEmpty()) {
            return full();
        }
        JsonNode capabilities = post.envelope().single() instanceof Message.Request request
                ? Params.meta(request.json(), Protocol.META_CAPABILITIES)
                : Rpc.object();
        Session session = new Session("", post.caller(), post.revision(), capabilities);
        connection.get().add(session);
        return exchange(connection.get(), session, post);
    }

    private Answer initialize(Post post, Message.Request request) throws IOException {
        String id = UUID.randomUUID().toString();
        Pool.Key key = new Pool.Key(holder(post.caller(), id), Era.SESSION);
        Optional<Connection> acquired = pool.acquire(key);
        if (acquired.isEmpty()) {
            return full();
        }
        Connection connection = acquired.get();
        Session session = new Session(id, post.caller(), post.revision(), Params.at(request.json(), "capabilities"));
        ObjectNode response = connection.handshake().response(() -> first(connection, session, post));
        if (response == null) {
            pool.end(key::equals);
            return new Answer.Failed(
                    504,
                    "The guarded server \"" + name + "\" did not start within " + START_PATIENCE.toSeconds()
                            + " seconds",
                    5);
        }
        ObjectNode answer = Rpc.object();
        answer.setAll(response);
        answer.set("id", request.id());
        if (!response.has("result")) {
            pool.end(key::equals);
            return new Answer.Body(200, answer, null);
        }
        sessions.values().removeIf(bound -> !bound.connection().alive());
        makeRoom(connection);
        connection.add(session);
        sessions.put(id, new Bound(connection, session, key));
        return new Answer.Body(200, answer, id);
    }

    private @Nullable ObjectNode first(Connection connection, Session session, Post post) {
        try (Exchange exchange = connection.send(session, post.envelope())) {
            return exchange != null && exchange.poll(START_PATIENCE) instanceof ObjectNode response ? response : null;
        } catch (IOException e) {
            LOG.warn("{}: initialize failed: {}", name, e.getMessage());
            return null;
        }
    }

    private void makeRoom(Connection connection) {
        if (connection.sessions().size() < MAX_SESSIONS) {
            return;
        }
        connection.sessions().stream()
                .filter(s -> !s.busy())
                .min(Comparator.comparingLong(Session::lastUsed))
                .ifPresent(s -> {
                    connection.remove(s);
                    sessions.remove(s.id());
                });
    }

    private Answer exchange(Connection connection, Session session, Post post) throws IOException {
        Exchange exchange = connection.send(session, post.envelope());
        if (exchange == null) {
            return new Answer.Accepted();
        }
        post.life().onEnd(exchange::close);
        JsonNode first = exchange.poll(STREAM_AFTER);
        Envelope envelope = post.envelope();
        if (first != null && isAnswer(first) && exchange.over() && !envelope.batch()) {
            exchange.close();
            return new Answer.Body(200, first, null);
        }
        if (first != null && isAnswer(first) && envelope.batch()) {
            return batch(exchange, first);
        }
        if (first == null && exchange.over()) {
            exchange.close();
            return new Answer.Failed(502, "The guarded server \"" + name + "\" gave no answer", 0);
        }
        return new Answer.Stream(new Prefetched(first == null ? List.of() : List.of(first), exchange), null);
    }

    /** Answers of a batch go back as one array unless something else comes between. */
    private static Answer batch(Exchange exchange, JsonNode first) {
        ArrayNode answers = JsonNodeFactory.instance.arrayNode().add(first);
        while (!exchange.over()) {
            JsonNode next = exchange.poll(STREAM_AFTER);
            if (next == null || !isAnswer(next)) {
                if (next != null) {
                    answers.add(next);
                }
                return new Answer.Stream(new Prefetched(answers.values(), exchange), null);
            }
            answers.add(next);
        }
        exchange.close();
        return new Answer.Body(200, answers, null);
    }

    private static boolean isAnswer(JsonNode message) {
        return !message.has("method");
    }

    @Override
    public Answer listen(Listen listen) {
        Bound bound = bound(listen.caller(), listen.session());
        if (bound == null) {
            return new Answer.NoSession();
        }
        Exchange[] self = new Exchange[1];
        Exchange stream = new Exchange(0, () -> {
            Exchange mine = self[0];
            if (mine != null) {
                bound.session().unlisten(mine);
            }
        });
        self[0] = stream;
        listen.life().onEnd(stream::close);
        bound.session().listen(stream);
        return new Answer.Stream(stream, null);
    }

    @Override
    public Answer end(Caller caller, @Nullable String session, Map<String, String> headers) {
        Bound bound = bound(caller, session);
        if (bound == null) {
            return new Answer.NoSession();
        }
        sessions.remove(bound.session().id());
        bound.connection().remove(bound.session());
        if (settings.isolation() == Isolation.SESSION) {
            pool.end(bound.key()::equals);
        }
        return new Answer.Accepted();
    }

    @Override
    public Set<String> roots() {
        Set<String> roots = new HashSet<>();
        sessions.values().forEach(bound -> roots.add(bound.session().caller().root()));
        if (settings.isolation() == Isolation.GRANT) {
            pool.keys().forEach(key -> roots.add(key.holder()));
        }
        return roots;
    }

    @Override
    public void forget(String root) {
        if (settings.isolation() == Isolation.GRANT) {
            pool.end(key -> key.holder().equals(root));
        }
        sessions.values().removeIf(bound -> {
            boolean due = bound.session().caller().root().equals(root);
            if (due && settings.isolation() == Isolation.SESSION) {
                pool.end(bound.key()::equals);
            }
            return due;
        });
    }

    @Override
    public void close() {
        pool.close();
        sessions.clear();
    }

    /** How many processes run. */
    int processes() {
        return pool.size();
    }

    private @Nullable Bound bound(Caller caller, @Nullable String session) {
        Bound bound = session == null ? null : sessions.get(session);
        if (bound == null || !bound.session().caller().equals(caller)) {
            return null;
        }
        if (!bound.connection().alive()) {
            sessions.remove(bound.session().id());
            return null;
        }
        return bound;
    }

    private String holder(Caller caller, @Nullable String session) {
        return switch (settings.isolation()) {
            case GRANT -> caller.root();
            case SHARED -> EVERYBODY;
            case SESSION -> session == null ? caller.grant() : session; // a stateless client has no session to isolate
        };
    }

    private Answer full() {
        return new Answer.Failed(
                503,
                "All " + settings.maxProcesses() + " processes of the guarded server \"" + name + "\" are at work",
                5);
    }
}
