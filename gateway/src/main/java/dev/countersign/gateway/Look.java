package dev.countersign.gateway;

import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Classification;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.upstream.Answer;
import dev.countersign.gateway.upstream.Caller;
import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.upstream.Events;
import dev.countersign.gateway.upstream.Life;
import dev.countersign.gateway.upstream.Post;
import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Mirrored;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at a guarded server once, as a client of its own that belongs to no grant: which revisions it speaks and which
 * tools it has.
 */
final class Look {
    private static final Caller NOBODY = new Caller("catalogue", "catalogue");
    private static final Duration PROBE = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final int MAX_PAGES = 100;
    /** The largest list, in characters: four thousand tools of four thousand characters. */
    private static final int MAX_LIST = 16 * 1024 * 1024;

    private static final int MAX_ROUNDS = 3;

    private final String name;
    private final Upstream upstream;
    private final Classification classes;
    private final AtomicBoolean toolsChanged;
    private long nextId;
    private @Nullable String session;

    /**
     * @param toolsChanged set when the upstream says so
     */
    Look(String name, Upstream upstream, Classification classes, AtomicBoolean toolsChanged) {
        this.name = name;
        this.upstream = upstream;
        this.classes = classes;
        this.toolsChanged = toolsChanged;
    }

    /**
     * Looks.
     *
     * @throws IOException when the server cannot be reached or says what cannot be used
     */
    Seen look() throws IOException {
        try {
            return seen();
        } finally {
            if (session != null) {
                upstream.end(NOBODY, session, Map.of());
            }
        }
    }

    private Seen seen() throws IOException {
        List<Revision> revisions = discover();
        if (revisions.stream().noneMatch(r -> r.era() == Era.STATELESS)) {
            revisions = initialize();
        }
        List<JsonNode> tools = settled(revisions.getFirst());
        Map<String, JsonNode> schemas = new HashMap<>();
        for (JsonNode tool : tools) {
            schemas.put(tool.path("name").asString(), tool.path("inputSchema"));
        }
        try {
            return new Seen(Catalogue.of(name, tools, classes), schemas, revisions);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private List<Revision> discover() throws IOException {
        ObjectNode response = call(Revision.R2026_07_28, "server/discover", Rpc.object(), PROBE);
        List<String> supported = new ArrayList<>();
        if (response != null) {
            response.path("result").path("supportedVersions").values().forEach(v -> supported.add(v.asString()));
        }
        return Revision.among(supported);
    }

    private List<Revision> initialize() throws IOException {
        ObjectNode params = Rpc.object().put("protocolVersion", Revision.R2025_11_25.text());
        // Everything a client can be: some servers show certain tools to clients that can answer them only.
        ObjectNode capabilities = params.putObject("capabilities");
        capabilities.putObject("roots").put("listChanged", true);
        capabilities.putObject("sampling");
        ObjectNode elicitation = capabilities.putObject("elicitation");
        elicitation.putObject("form");
        elicitation.putObject("url");
        params.putObject("clientInfo").put("name", "countersign").put("version", "1");
        ObjectNode response = call(Revision.R2025_11_25, "initialize", params, ANSWER);
        if (response == null || !response.has("result")) {
            throw new IOException("it did not answer initialize" + (response == null ? "" : " but gave an error"));
        }
        String version = response.path("result").path("protocolVersion").asString();
        Revision revision = Revision.of(version)
                .filter(r -> r.era() == Era.SESSION)
                .orElseThrow(() -> new IOException("it speaks revision " + version + ", which is not carried"));
        post(
                revision,
                new Message.Notification(
                        "notifications/initialized", Rpc.notification("notifications/initialized", Rpc.object())),
                new Life());
        return Revision.among(Revision.all(Era.SESSION).stream()
                .filter(r -> r.compareTo(revision) <= 0)
                .map(Revision::text)
                .toList());
    }

    /** Some servers add tools once they know their client; the list is taken when it has come to rest. */
    private List<JsonNode> settled(Revision revision) throws IOException {
        List<JsonNode> tools = List.of();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            toolsChanged.set(false);
            tools = tools(revision);
            try {
                Thread.sleep(SETTLE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (!toolsChanged.get()) {
                break;
            }
        }
        return tools;
    }

    private List<JsonNode> tools(Revision revision) throws IOException {
        List<JsonNode> tools = new ArrayList<>();
        long characters = 0;
        String cursor = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            ObjectNode params = Rpc.object();
            if (cursor != null) {
                params.put("cursor", cursor);
            }
            ObjectNode response = call(revision, "tools/list", params, ANSWER);
            if (response == null) {
                throw new IOException("it did not answer tools/list");
            }
            if (response.path("error").path("code").asInt(0) == Rpc.METHOD_NOT_FOUND) {
                return tools; // a server without tools
            }
            if (!response.path("result").path("tools").isArray()) {
                throw new IOException("it answered tools/list with an error");
            }
            characters += StrictJson.writeString(response.path("result").path("tools"))
                    .length();
            if (characters > MAX_LIST) {
                throw new IOException("its list of tools has more than " + MAX_LIST + " characters");
            }
            response.path("result").path("tools").forEach(tools::add);
            JsonNode next = response.path("result").path("nextCursor");
            if (!next.isString() || tools.size() > Catalogue.MAX_TOOLS) {
                return tools;
            }
            cursor = next.stringValue();
        }
        throw new IOException("its list of tools does not end");
    }

    private @Nullable ObjectNode call(Revision revision, String method, ObjectNode params, Duration patience)
            throws IOException {
        JsonNode id = JsonNodeFactory.instance.numberNode(++nextId);
        if (revision.era() == Era.STATELESS) {
            ObjectNode meta = params.putObject("_meta").put(Protocol.META_VERSION, revision.text());
            meta.putObject(Protocol.META_CAPABILITIES);
            meta.putObject("io.modelcontextprotocol/clientInfo")
                    .put("name", "countersign")
                    .put("version", "1");
        }
        Life life = new Life();
        Thread alarm = Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(patience);
                life.end();
            } catch (InterruptedException answered) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return answer(
                    post(revision, new Message.Request(id, method, Rpc.request(id, method, params)), life), revision);
        } finally {
            alarm.interrupt();
            life.end();
        }
    }

    private Answer post(Revision revision, Message message, Life life) {
        Map<String, String> mirrored = revision.era() == Era.STATELESS && message instanceof Message.Request request
                ? Map.of(Mirrored.METHOD, request.method())
                : Map.of();
        return upstream.post(
                new Post(NOBODY, new Envelope(List.of(message), false), revision, session, mirrored, life));
    }

    private @Nullable ObjectNode answer(Answer answer, Revision revision) throws IOException {
        switch (answer) {
            case Answer.Body body -> {
                remember(body.session());
                return body.json() instanceof ObjectNode object ? object : null;
            }
            case Answer.Stream stream -> {
                remember(stream.session());
                try (Events events = stream.events()) {
                    for (Event event = events.next(); event != null; event = events.next()) {
                        if (event.data() instanceof ObjectNode message) {
                            if (!message.has("method")) {
                                return message;
                            }
                            decline(message, revision);
                        }
                    }
                }
                return null;
            }
            case Answer.Failed failed -> {
                if (revision.era() == Era.STATELESS) {
                    return null; // perhaps it wants initialize; that attempt says what is wrong otherwise
                }
                throw new IOException(failed.message());
            }
            case Answer.Accepted accepted -> {
                return null;
            }
            case Answer.NoSession none -> {
                return null;
            }
            case Answer.NotOffered not -> {
                return null;
            }
        }
    }

    private void remember(@Nullable String opened) {
        if (opened != null) {
            session = opened;
        }
    }

    private void decline(ObjectNode message, Revision revision) {
        JsonNode id = message.get("id");
        if (id != null) {
            ObjectNode error = Rpc.error(id, Rpc.METHOD_NOT_FOUND, "Nobody is here to answer");
            post(revision, new Message.Response(id, error), new Life());
        }
    }
}
