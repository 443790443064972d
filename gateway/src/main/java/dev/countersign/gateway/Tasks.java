package dev.countersign.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Call;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which call made which task: whoever wants to follow a task must be the same grant and still be allowed that call. Kept
 * in the memory of this node for a day; an unknown task is refused.
 */
final class Tasks {
    private static final long MAX_CHARACTERS = 64L * 1024 * 1024;
    private static final int OVERHEAD = 256;

    private record Key(String server, GrantId grant, String task) {}

    private final Cache<Key, Call> calls = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((Key key, Call call) ->
                    OVERHEAD + call.arguments().toString().length())
            .expireAfterAccess(Duration.ofDays(1))
            .build();

    /** Learns from the answer to {@code call} whether it made a task. */
    void learn(String server, GrantId grant, Call call, JsonNode result) {
        String task = id(result);
        if (task != null) {
            calls.put(new Key(server, grant, task), call);
        }
    }

    /** The call that made the task, when {@code grant} made it. */
    Optional<Call> maker(String server, GrantId grant, String task) {
        return Optional.ofNullable(calls.getIfPresent(new Key(server, grant, task)));
    }

    /** 2025-11-25 nests the task, the extension of 2026-07-28 does not. */
    private static @Nullable String id(JsonNode result) {
        JsonNode nested = result.path("task").path("taskId");
        JsonNode flat = result.path("resultType").asString("").equals("task") ? result.path("taskId") : nested;
        return flat.isString() ? flat.stringValue() : null;
    }
}
