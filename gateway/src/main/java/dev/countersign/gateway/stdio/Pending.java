package dev.countersign.gateway.stdio;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request under way at a process.
 *
 * @param id as the client wrote it
 * @param progressToken as the client wrote it, or null
 */
record Pending(
        Exchange exchange,
        JsonNode id,
        String method,
        @Nullable JsonNode progressToken) {}
