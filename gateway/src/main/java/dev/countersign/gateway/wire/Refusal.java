package dev.countersign.gateway.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A message that is not passed on: the HTTP status and the JSON-RPC error the client gets. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;
    private final transient @Nullable JsonNode id;
    private final transient @Nullable JsonNode data;

    public Refusal(int status, int code, @Nullable JsonNode id, String message) {
        this(status, code, id, message, null);
    }

    public Refusal(int status, int code, @Nullable JsonNode id, String message, @Nullable JsonNode data) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.id = id;
        this.data = data;
    }

    /** A request that is not one (400, -32600). */
    public static Refusal invalid(@Nullable JsonNode id, String message) {
        return new Refusal(400, Rpc.INVALID_REQUEST, id, message);
    }

    /** Headers and body that disagree (400, -32020; MCP 2026-07-28, streamable HTTP, server validation). */
    public static Refusal mismatch(@Nullable JsonNode id, String message) {
        return new Refusal(400, Rpc.HEADER_MISMATCH, id, "Header mismatch: " + message);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The JSON-RPC error code. */
    public int code() {
        return code;
    }

    /** The error as a JSON-RPC message. */
    public ObjectNode body() {
        return Rpc.error(id, code, String.valueOf(getMessage()), data);
    }
}
