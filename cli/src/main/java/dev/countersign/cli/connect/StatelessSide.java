package dev.countersign.cli.connect;

import dev.countersign.cli.connect.Relay.Outcome;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.MirroredHeaders;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Protocol;
import dev.countersign.gateway.wire.Rpc;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The era without a handshake (2026-07-28): everything stands on each request. On the way to HTTP a request gets the
 * headers that repeat its body, which need the definition of the tool it calls. Thread-safe.
 */
final class StatelessSide {
    private final Relay relay;
    private final Output output;
    private final Map<String, JsonNode> inputSchemas = new ConcurrentHashMap<>();

    StatelessSide(Relay relay, Output output) {
        this.relay = relay;
        this.output = output;
    }

    /** Whether a message belongs to this era. */
    static boolean speaks(Message message) {
        return Params.meta(message.json(), Protocol.META_VERSION).isString();
    }

    /** Whether a client that sent this can have its human open a page. */
    static boolean elicitsUrls(Message.Request request) {
        return Params.meta(request.json(), Protocol.META_CAPABILITIES)
                .path("elicitation")
                .path("url")
                .isObject();
    }

    /** Carries a request of the client and sends what comes back. */
    void carry(Message.Request request) {
        Consumer<JsonNode> answers = message -> {
            if (request.method().equals("tools/list")) {
                learn(message);
            }
            output.send(message);
        };
        if (send(request, answers, false) == Outcome.HEADERS_MISMATCH) {
            // A tool whose definition was never seen here, or has changed since.
            look(request);
            send(request, answers, true);
        }
    }

    /** Ends a request that is under way. */
    void cancel(Message.Notification cancelled) {
        JsonNode id = Params.at(cancelled.json(), "requestId");
        if (!id.isMissingNode()) {
            relay.cancel(id);
        }
    }

    private Outcome send(Message.Request request, Consumer<JsonNode> answers, boolean last) {
        return relay.carry(request, request.json(), headers(request), answers, id -> {}, last);
    }

    private Map<String, String> headers(Message.Request request) {
        String tool = request.method().equals("tools/call") ? request.text("name") : null;
        @Nullable JsonNode schema = tool == null ? null : inputSchemas.get(tool);
        Map<String, String> headers = new LinkedHashMap<>(MirroredHeaders.of(request, schema));
        headers.put(
                Protocol.VERSION_HEADER,
                Params.meta(request.json(), Protocol.META_VERSION).asString(""));
        return headers;
    }

    private void look(Message.Request call) {
        JsonNode id = Rpc.object().stringNode("countersign-tools");
        ObjectNode params = Rpc.object();
        ObjectNode meta = Params.meta(call.json());
        if (meta != null) {
            params.set("_meta", meta);
        }
        Message.Request list = new Message.Request(id, "tools/list", Rpc.request(id, "tools/list", params));
        send(list, this::learn, true);
    }

    private void learn(JsonNode message) {
        for (JsonNode tool : message.path("result").path("tools").values()) {
            inputSchemas.put(tool.path("name").asString(""), tool.path("inputSchema"));
        }
    }
}
