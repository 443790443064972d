package dev.countersign.gateway.upstream;

import dev.countersign.gateway.wire.Revision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants the messages of its session that answer no request.
 *
 * @param session the upstream's own session id, or null
 * @param lastEventId where an interrupted stream goes on, or null
 * @param headers what the gateway says of the caller
 * @param life ends when the client's grant does
 */
public record Listen(
        Caller caller,
        Revision revision,
        @Nullable String session,
        @Nullable String lastEventId,
        Map<String, String> headers,
        Life life) {}
