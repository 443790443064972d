package dev.countersign.gateway.upstream;

import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Revision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One POST for an upstream.
 *
 * @param session the upstream's own session id, or null
 * @param headers those that repeat parts of the body, already checked against it, and what the gateway says of the caller
 * @param life ends when the client's grant does
 */
public record Post(
        Caller caller,
        Envelope envelope,
        Revision revision,
        @Nullable String session,
        Map<String, String> headers,
        Life life) {}
