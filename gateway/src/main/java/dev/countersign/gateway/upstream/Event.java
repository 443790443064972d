package dev.countersign.gateway.upstream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One server-sent event (HTML Living Standard §9.2).
 *
 * @param id for resuming, or null
 * @param retry milliseconds to wait before a reconnection, or null
 * @param data a JSON-RPC message, or null for an event that carries none
 */
public record Event(
        @Nullable String id,
        @Nullable Integer retry,
        @Nullable JsonNode data) {
    /** An event that carries {@code message} and nothing else. */
    public static Event of(JsonNode message) {
        return new Event(null, null, message);
    }
}
