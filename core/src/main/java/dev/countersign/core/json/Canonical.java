package dev.countersign.core.json;

import dev.countersign.core.Digest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The JSON Canonicalization Scheme, RFC 8785: members sorted by UTF-16 code units, no white space, numbers as
 * ECMAScript writes the nearest {@code double}. Equal values have equal bytes, whatever spelling they came in.
 *
 * <p>RFC 8785 rounds a number that is no {@code double}; where two numbers must not become one, use {@link #exact}.
 */
public final class Canonical {
    private Canonical() {}

    /**
     * The canonical form in UTF-8.
     *
     * @throws MalformedJson when a number is beyond the range of a {@code double}, a string holds half of a surrogate
     *     pair, or the tree holds something that is not JSON
     */
    public static byte[] bytes(JsonNode node) {
        return string(node).getBytes(StandardCharsets.UTF_8);
    }

    /** The canonical form as text; throws like {@link #bytes}. */
    public static String string(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    /** The SHA-256 of the canonical bytes; throws like {@link #bytes}. */
    public static Digest digest(JsonNode node) {
        return Digest.of(bytes(node));
    }

    /** The canonical form, or nothing when it would not have exactly the value of {@code node}. */
    public static Optional<String> exact(JsonNode node) {
        return isExact(node) ? Optional.of(string(node)) : Optional.empty();
    }

    private static boolean isExact(JsonNode node) {
        if (node.isNumber()) {
            double rounded = nearestDouble(node);
            return Double.isFinite(rounded)
                    && new BigDecimal(EcmaScriptNumber.format(rounded)).compareTo(node.decimalValue()) == 0;
        }
        if (node.isString()) {
            return !hasLoneSurrogate(node.stringValue());
        }
        if (node.isObject()) {
            return node.properties().stream().allMatch(m -> !hasLoneSurrogate(m.getKey()) && isExact(m.getValue()));
        }
        if (node.isArray()) {
            return node.valueStream().allMatch(Canonical::isExact);
        }
        return node.isBoolean() || node.isNull();
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    private static void write(JsonNode node, StringBuilder out) {
        switch (node.getNodeType()) {
            case OBJECT -> writeObject(node, out);
            case ARRAY -> writeArray(node, out);
            case STRING -> writeString(node.stringValue(), out);
            case NUMBER -> writeNumber(node, out);
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO ->
                throw new MalformedJson("A " + node.getNodeType() + " value has no JSON form");
        }
    }

    private static void writeObject(JsonNode object, StringBuilder out) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>(); // String's order is that of UTF-16 code units
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            sorted.put(member.getKey(), member.getValue());
        }
        char before = '{';
        for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
            out.append(before);
            writeString(member.getKey(), out);
            write(member.getValue(), out.append(':'));
            before = ',';
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private static void writeArray(JsonNode array, StringBuilder out) {
        char before = '[';
        for (JsonNode element : array.values()) {
            write(element, out.append(before));
            before = ',';
        }
        out.append(array.isEmpty() ? "[]" : "]");
    }

    private static void writeNumber(JsonNode number, StringBuilder out) {
        double value = nearestDouble(number);
        if (!Double.isFinite(value)) {
            throw new MalformedJson("A number is beyond the range of a double, which canonical JSON cannot write");
        }
        out.append(EcmaScriptNumber.format(value));
    }

    private static double nearestDouble(JsonNode number) {
        // Jackson's own conversion throws where the value is out of range; RFC 8785 speaks of infinity.
        return number.isDouble() || number.isFloat()
                ? number.doubleValue()
                : number.decimalValue().doubleValue();
    }

    private static void writeString(String text, StringBuilder out) {
        if (hasLoneSurrogate(text)) {
            throw new MalformedJson("A string holds half of a surrogate pair");
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append((char) ('0' + (c >> 4))).append("0123456789abcdef".charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
