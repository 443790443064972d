package dev.countersign.gateway.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON-RPC 2.0 message, already checked for its shape. {@link #json()} is what is forwarded. */
public sealed interface Message {
    /** The whole message. */
    ObjectNode json();

    /** A request: it has an id and wants an answer. */
    record Request(JsonNode id, String method, ObjectNode json) implements Message {
        /** A string parameter, or null when it is absent or no string. */
        public @Nullable String text(String parameter) {
            return Params.text(json, parameter);
        }
    }

    /** A notification: nobody answers. */
    record Notification(String method, ObjectNode json) implements Message {}

    /** The answer to a request of the other side. */
    record Response(JsonNode id, ObjectNode json) implements Message {}
}
