package dev.countersign.gateway.stdio;

import dev.countersign.gateway.wire.Rpc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Copies of messages with another id, so that sessions which share a process cannot meet in each other's ids. */
final class Rewrite {
    static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";
    private static final String PROGRESS = "progressToken";

    private Rewrite() {}

    static JsonNode number(long id) {
        return JsonNodeFactory.instance.numberNode(id);
    }

    /** The client's request under our id, which is its progress token too where it has one. */
    static ObjectNode outgoing(ObjectNode request, long id) {
        ObjectNode copy = with(request, "id", number(id));
        return request.path("params").path("_meta").has(PROGRESS) ? inMeta(copy, "params", PROGRESS, number(id)) : copy;
    }

    /** The process's answer under the client's id. */
    static ObjectNode answer(ObjectNode response, JsonNode id) {
        ObjectNode copy = with(response, "id", id);
        return response.path("result").path("_meta").has(SUBSCRIPTION)
                ? inMeta(copy, "result", SUBSCRIPTION, id)
                : copy;
    }

    /** A copy whose {@code params.NAME} is {@code value}. */
    static ObjectNode param(ObjectNode message, String name, JsonNode value) {
        return message.path("params") instanceof ObjectNode params
                ? with(message, "params", with(params, name, value))
                : message;
    }

    /** A copy whose {@code params._meta} names the client's own subscription. */
    static ObjectNode subscription(ObjectNode notification, JsonNode id) {
        return inMeta(notification, "params", SUBSCRIPTION, id);
    }

    private static ObjectNode inMeta(ObjectNode message, String member, String key, JsonNode value) {
        if (message.path(member) instanceof ObjectNode outer && outer.path("_meta") instanceof ObjectNode meta) {
            return with(message, member, with(outer, "_meta", with(meta, key, value)));
        }
        return message;
    }

    private static ObjectNode with(ObjectNode object, String member, JsonNode value) {
        ObjectNode copy = Rpc.object();
        copy.setAll(object);
        copy.set(member, value);
        return copy;
    }
}
