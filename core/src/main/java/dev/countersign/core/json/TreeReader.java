package dev.countersign.core.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Builds the tree of one strict JSON text. The parser bounds the depth, so recursion is bounded too. */
final class TreeReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;

    TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The only value of the text. */
    JsonNode only() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new MalformedJson("The JSON text is empty; one value is needed");
        }
        JsonNode value = value(first);
        if (parser.nextToken() != null) {
            throw malformed("Something follows the JSON value; exactly one value is read");
        }
        return value;
    }

    private JsonNode value(@Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.stringNode(wellFormed(parser.getString()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case null, default -> throw malformed("The JSON text ends too early");
        };
    }

    private JsonNode integer() {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private ArrayNode array() {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(token));
        }
        return array;
    }

    private ObjectNode object() {
        ObjectNode object = NODES.objectNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String name = wellFormed(parser.currentName());
            if (object.has(name)) {
                throw malformed("An object has the same member twice");
            }
            object.set(name, value(parser.nextToken()));
        }
        return object;
    }

    private String wellFormed(@Nullable String text) {
        if (text == null) {
            throw malformed("The JSON text ends too early");
        }
        if (Canonical.hasLoneSurrogate(text)) {
            throw malformed("A string holds half of a surrogate pair");
        }
        return text;
    }

    private MalformedJson malformed(String what) {
        return new MalformedJson(what + where(parser.currentTokenLocation()));
    }

    static String where(@Nullable TokenStreamLocation location) {
        if (location == null || location.getLineNr() < 0) {
            return "";
        }
        return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
