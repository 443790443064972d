package dev.countersign.gateway.wire;

import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of one POST: a message or, in revision 2025-03-26, a batch. Parsed once and strictly; the parsed tree is what
 * is decided on and what is forwarded, so nobody behind the gateway can read it differently.
 */
public record Envelope(List<Message> messages, boolean batch) {
    /** The largest body, in bytes. */
    public static final int MAX_BYTES = StrictJson.DEFAULT_MAX_BYTES;
    /** The most messages in a batch. */
    public static final int MAX_BATCH = 100;

    private static final Set<String> CALL_MEMBERS = Set.of("jsonrpc", "id", "method", "params");
    private static final Set<String> ANSWER_MEMBERS = Set.of("jsonrpc", "id", "result", "error");

    /**
     * Reads a body.
     *
     * @throws Refusal when it is not one strict JSON value or not JSON-RPC 2.0 as MCP uses it
     */
    public static Envelope parse(byte[] body) throws Refusal {
        JsonNode value;
        try {
            value = StrictJson.parse(body);
        } catch (MalformedJson e) {
            throw new Refusal(400, Rpc.PARSE_ERROR, null, "Parse error: " + e.getMessage());
        }
        if (!(value instanceof ArrayNode batch)) {
            return new Envelope(List.of(message(value)), false);
        }
        if (batch.isEmpty() || batch.size() > MAX_BATCH) {
            throw Refusal.invalid(null, "A batch holds 1 to " + MAX_BATCH + " messages, not " + batch.size());
        }
        List<Message> messages = new ArrayList<>(batch.size());
        Set<JsonNode> ids = new HashSet<>();
        for (JsonNode element : batch) {
            Message message = message(element);
            if (message instanceof Message.Request request && !ids.add(request.id())) {
                throw Refusal.invalid(request.id(), "Two requests of the batch have the same id");
            }
            messages.add(message);
        }
        return new Envelope(List.copyOf(messages), true);
    }

    /** The message when there is exactly one and it is no batch. */
    public @Nullable Message single() {
        return batch ? null : messages.getFirst();
    }

    /** The requests, in order. */
    public List<Message.Request> requests() {
        return messages.stream()
                .filter(Message.Request.class::isInstance)
                .map(Message.Request.class::cast)
                .toList();
    }

    private static Message message(JsonNode value) throws Refusal {
        if (!(value instanceof ObjectNode json)) {
            throw Refusal.invalid(null, "A message is a JSON object");
        }
        JsonNode id = json.get("id");
        if (id != null && !id.isString() && !id.isIntegralNumber()) {
            throw Refusal.invalid(null, "The id of a message is a string or an integer");
        }
        if (!json.path("jsonrpc").isString()
                || !json.path("jsonrpc").stringValue().equals("2.0")) {
            throw Refusal.invalid(id, "\"jsonrpc\" must be \"2.0\"");
        }
        return json.has("method") ? call(json, id) : answer(json, id);
    }

    private static Message call(ObjectNode json, @Nullable JsonNode id) throws Refusal {
        onlyMembers(json, CALL_MEMBERS, id);
        if (!json.path("method").isString()) {
            throw Refusal.invalid(id, "\"method\" must be a string");
        }
        if (json.has("params") && !json.path("params").isObject()) {
            throw Refusal.invalid(id, "\"params\" must be an object");
        }
        String method = json.path("method").stringValue();
        return id == null ? new Message.Notification(method, json) : new Message.Request(id, method, json);
    }

    private static Message answer(ObjectNode json, @Nullable JsonNode id) throws Refusal {
        onlyMembers(json, ANSWER_MEMBERS, id);
        if (id == null || json.has("result") == json.has("error")) {
            throw Refusal.invalid(id, "A message has a \"method\", or an \"id\" with either \"result\" or \"error\"");
        }
        return new Message.Response(id, json);
    }

    private static void onlyMembers(ObjectNode json, Set<String> allowed, @Nullable JsonNode id) throws Refusal {
        for (String name : json.propertyNames()) {
            if (!allowed.contains(name)) {
                throw Refusal.invalid(id, "A message has a member that JSON-RPC 2.0 does not know");
            }
        }
    }
}
