package dev.countersign.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes the headers that {@link Mirrored} checks, for a message that came without any (MCP 2026-07-28, streamable HTTP). */
public final class MirroredHeaders {
    private MirroredHeaders() {}

    /**
     * The headers of a request.
     *
     * @param inputSchema of the tool it calls, or null when that is not known
     */
    public static Map<String, String> of(Message.Request request, @Nullable JsonNode inputSchema) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Mirrored.METHOD, request.method());
        String source = Mirrored.NAMED_BY.get(request.method());
        String name = source == null ? null : request.text(source);
        if (name != null) {
            headers.put(Mirrored.NAME, encode(name));
        }
        if (inputSchema != null) {
            params(inputSchema, Params.at(request.json(), "arguments"), headers);
        }
        return headers;
    }

    private static void params(JsonNode schema, JsonNode arguments, Map<String, String> headers) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode value = arguments.path(property.getKey());
            JsonNode name = property.getValue().path("x-mcp-header");
            if (name.isString() && value.isValueNode() && !value.isNull() && !value.isMissingNode()) {
                String text = value.isString() ? value.stringValue() : value.toString();
                headers.put("Mcp-Param-" + name.stringValue(), encode(text));
            }
            params(property.getValue(), value, headers);
        }
    }

    private static String encode(String value) {
        boolean plain = value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
                && value.strip().equals(value)
                && !value.startsWith(Mirrored.ENCODED_START);
        return plain
                ? value
                : Mirrored.ENCODED_START
                        + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
                        + Mirrored.ENCODED_END;
    }
}
