package dev.countersign.gateway.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the parameters of a message. */
public final class Params {
    private static final String PARAMS = "params";
    private static final String META = "_meta";

    private Params() {}

    /** A string parameter, or null when it is absent or no string. */
    public static @Nullable String text(ObjectNode message, String parameter) {
        JsonNode value = message.path(PARAMS).path(parameter);
        return value.isString() ? value.stringValue() : null;
    }

    /** A member of {@code params}; a missing node when absent. */
    public static JsonNode at(ObjectNode message, String parameter) {
        return message.path(PARAMS).path(parameter);
    }

    /** A member of {@code params._meta}; a missing node when absent. */
    public static JsonNode meta(ObjectNode message, String key) {
        return message.path(PARAMS).path(META).path(key);
    }

    /** {@code params._meta} when it is an object, else null. */
    public static @Nullable ObjectNode meta(ObjectNode message) {
        return message.path(PARAMS).path(META) instanceof ObjectNode meta ? meta : null;
    }
}
