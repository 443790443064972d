package dev.countersign.gateway.stdio;

import dev.countersign.gateway.upstream.Event;
import dev.countersign.gateway.upstream.Events;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Events of which the first were already taken. */
final class Prefetched implements Events {
    private final ArrayDeque<JsonNode> first;
    private final Events rest;

    Prefetched(Collection<JsonNode> first, Events rest) {
        this.first = new ArrayDeque<>(first);
        this.rest = rest;
    }

    @Override
    public @Nullable Event next() throws IOException {
        JsonNode message = first.poll();
        return message == null ? rest.next() : Event.of(message);
    }

    @Override
    public void close() {
        rest.close();
    }
}
