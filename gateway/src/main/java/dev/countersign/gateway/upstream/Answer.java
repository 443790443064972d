package dev.countersign.gateway.upstream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an upstream gave for one HTTP request. */
public sealed interface Answer {
    /** Taken, nothing to say (202). */
    record Accepted() implements Answer {}

    /**
     * One JSON value.
     *
     * @param session the session the upstream opened, or null
     */
    record Body(int status, JsonNode json, @Nullable String session) implements Answer {}

    /** A stream of events that goes on for as long as the upstream likes; whoever gets it closes it. */
    record Stream(Events events, @Nullable String session) implements Answer {}

    /** The session is not known (any more): the client starts a new one (404). */
    record NoSession() implements Answer {}

    /** The upstream does not offer this HTTP method (405). */
    record NotOffered() implements Answer {}

    /**
     * The upstream failed.
     *
     * @param status 502, 503 or 504
     * @param message what was wrong and what to do, for the client
     * @param retryAfter seconds, or 0
     */
    record Failed(int status, String message, int retryAfter) implements Answer {}
}
