package dev.countersign.server.oauth.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Metadata between its two forms: a JSON object on the wire, plain immutable values inside. */
public final class Members {
    private Members() {}

    /** The members of an object in order; a member that is null counts as absent. */
    public static Map<String, Object> of(ObjectNode object) {
        var members = new LinkedHashMap<String, Object>();
        object.properties().forEach(entry -> {
            if (!entry.getValue().isNull()) members.put(entry.getKey(), value(entry.getValue()));
        });
        return Collections.unmodifiableMap(members);
    }

    private static Object value(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> of(object);
            case ArrayNode array -> list(array);
            case JsonNode n when n.isString() -> n.stringValue();
            case JsonNode n when n.isBoolean() -> n.booleanValue();
            case JsonNode n when n.isNumber() -> n.numberValue();
            default -> node.toString();
        };
    }

    private static List<Object> list(ArrayNode array) {
        var list = new ArrayList<Object>();
        for (var element : array) list.add(value(element));
        return Collections.unmodifiableList(list);
    }

    /** The members as a JSON object. */
    public static ObjectNode json(Map<String, Object> members) {
        var object = JsonNodeFactory.instance.objectNode();
        members.forEach((name, value) -> object.set(name, node(value)));
        return object;
    }

    private static JsonNode node(Object value) {
        var factory = JsonNodeFactory.instance;
        return switch (value) {
            case Map<?, ?> map -> {
                var object = factory.objectNode();
                map.forEach((name, inner) -> object.set((String) name, node(inner)));
                yield object;
            }
            case List<?> list -> {
                var array = factory.arrayNode();
                list.forEach(inner -> array.add(node(inner)));
                yield array;
            }
            case Boolean flag -> factory.booleanNode(flag);
            case Integer number -> factory.numberNode(number);
            case Long number -> factory.numberNode(number);
            case java.math.BigInteger number -> factory.numberNode(number);
            case java.math.BigDecimal number -> factory.numberNode(number);
            case Number number -> factory.numberNode(number.doubleValue());
            default -> factory.stringNode(value.toString());
        };
    }
}
