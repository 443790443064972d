package dev.countersign.gateway.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Builds JSON-RPC 2.0 answers, and names the error codes MCP uses (schema of revision 2026-07-28). */
public final class Rpc {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;
    public static final int HEADER_MISMATCH = -32020;
    public static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;
    /** Exists in revision 2025-11-25 only; later revisions must not send it. */
    public static final int URL_ELICITATION_REQUIRED = -32042;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Rpc() {}

    /** A fresh object. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** The answer {@code result} to request {@code id}. */
    public static ObjectNode result(JsonNode id, JsonNode result) {
        ObjectNode message = envelope(id);
        message.set("result", result);
        return message;
    }

    /** An error answer; without an {@code id} when the request's could not be told. */
    public static ObjectNode error(@Nullable JsonNode id, int code, String text) {
        return error(id, code, text, null);
    }

    /** An error answer with {@code data}. */
    public static ObjectNode error(@Nullable JsonNode id, int code, String text, @Nullable JsonNode data) {
        ObjectNode message = envelope(id);
        ObjectNode error = message.putObject("error").put("code", code).put("message", text);
        if (data != null) {
            error.set("data", data);
        }
        return message;
    }

    /** A request of ours. */
    public static ObjectNode request(JsonNode id, String method, ObjectNode params) {
        ObjectNode message = envelope(id).put("method", method);
        message.set("params", params);
        return message;
    }

    /** A notification of ours. */
    public static ObjectNode notification(String method, ObjectNode params) {
        ObjectNode message = envelope(null).put("method", method);
        message.set("params", params);
        return message;
    }

    private static ObjectNode envelope(@Nullable JsonNode id) {
        ObjectNode message = object().put("jsonrpc", "2.0");
        if (id != null) {
            message.set("id", id);
        }
        return message;
    }
}
