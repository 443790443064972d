package dev.countersign.gateway.wire;

import dev.countersign.gateway.wire.Revision.Era;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The headers that repeat parts of the body ({@code Mcp-Method}, {@code Mcp-Name}, {@code Mcp-Param-*}). Somebody on
 * the way may decide by them, so they must say what the body says (MCP 2026-07-28, streamable HTTP, server validation).
 */
public final class Mirrored {
    public static final String METHOD = "Mcp-Method";
    public static final String NAME = "Mcp-Name";
    public static final String PARAM_PREFIX = "mcp-param-";

    static final String ENCODED_START = "=?base64?";
    static final String ENCODED_END = "?=";
    static final Map<String, String> NAMED_BY = Map.of(
            "tools/call", "name",
            "prompts/get", "name",
            "resources/read", "uri",
            "tasks/get", "taskId",
            "tasks/update", "taskId",
            "tasks/cancel", "taskId");
    private static final List<String> NAME_REQUIRED = List.of("tools/call", "prompts/get", "resources/read");

    private Mirrored() {}

    /**
     * Checks method and name against every message of the envelope.
     *
     * @throws Refusal when a header is missing where the revision requires it, or disagrees
     */
    public static void check(Envelope envelope, HttpFields headers, Revision revision) throws Refusal {
        for (Message message : envelope.messages()) {
            switch (message) {
                case Message.Request request -> checkRequest(request, headers, revision.era() == Era.STATELESS);
                case Message.Notification notice -> {
                    String method = only(headers, METHOD, null);
                    if (method != null && !method.equals(notice.method())) {
                        throw Refusal.mismatch(null, METHOD + " does not match the body's method");
                    }
                }
                case Message.Response response -> {
                    if (headers.contains(METHOD)) {
                        throw Refusal.mismatch(response.id(), METHOD + " stands over a body that has no method");
                    }
                }
            }
        }
    }

    private static void checkRequest(Message.Request request, HttpFields headers, boolean required) throws Refusal {
        if (required && !request.method().equals("tools/call")) {
            for (HttpField field : headers) {
                if (isParam(field.getName())) {
                    throw Refusal.mismatch(
                            request.id(), field.getName() + " stands over a request that is no call of a tool");
                }
            }
        }
        String method = only(headers, METHOD, request.id());
        if (method == null ? required : !method.equals(request.method())) {
            throw Refusal.mismatch(
                    request.id(), METHOD + (method == null ? " is missing" : " does not match the body's method"));
        }
        String source = NAMED_BY.get(request.method());
        String expected = source == null ? null : request.text(source);
        String raw = only(headers, NAME, request.id());
        if (raw == null) {
            if (required && NAME_REQUIRED.contains(request.method())) {
                throw Refusal.mismatch(request.id(), NAME + " is missing");
            }
            return;
        }
        if (!Objects.equals(decode(raw, request.id()), expected)) {
            throw Refusal.mismatch(request.id(), NAME + " does not match the body");
        }
    }

    /**
     * Checks {@code Mcp-Param-*} of a {@code tools/call} against the parameters the tool's definition mirrors. One that mirrors
     * nothing agrees with nothing, so it is refused.
     *
     * @param inputSchema of the tool
     * @throws Refusal when a mirrored parameter and its header disagree, or one of the two is missing
     */
    public static void checkParams(Message.Request call, HttpFields headers, JsonNode inputSchema) throws Refusal {
        Set<String> declared = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        checkProperties(call, headers, inputSchema, Params.at(call.json(), "arguments"), declared);
        for (HttpField field : headers) {
            if (isParam(field.getName()) && !declared.contains(field.getName())) {
                throw Refusal.mismatch(call.id(), field.getName() + " mirrors no parameter of this tool");
            }
        }
    }

    private static void checkProperties(
            Message.Request call, HttpFields headers, JsonNode schema, JsonNode arguments, Set<String> declared)
            throws Refusal {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode definition = property.getValue();
            JsonNode value = arguments.path(property.getKey());
            JsonNode name = definition.path("x-mcp-header");
            if (name.isString()) {
                declared.add("Mcp-Param-" + name.stringValue());
                checkParam(call, headers, "Mcp-Param-" + name.stringValue(), value);
            }
            checkProperties(call, headers, definition, value, declared);
        }
    }

    private static void checkParam(Message.Request call, HttpFields headers, String header, JsonNode value)
            throws Refusal {
        String raw = only(headers, header, call.id());
        boolean absent = value.isMissingNode() || value.isNull();
        if (raw == null && absent) {
            return;
        }
        if (raw == null || absent || !same(decode(raw, call.id()), value)) {
            throw Refusal.mismatch(call.id(), header + " does not match the argument it mirrors");
        }
    }

    private static boolean same(String header, JsonNode value) {
        if (value.isNumber()) {
            try {
                return new BigDecimal(header).compareTo(value.decimalValue()) == 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return value.isString()
                ? value.stringValue().equals(header)
                : value.isBoolean() && value.toString().equals(header);
    }

    /** The only value of a header, or null; two of them are refused because readers differ in which one they take. */
    static @Nullable String only(HttpFields headers, String name, @Nullable JsonNode id) throws Refusal {
        String found = null;
        for (HttpField field : headers) {
            if (field.is(name)) {
                if (found != null) {
                    throw Refusal.mismatch(id, name + " is given more than once");
                }
                found = field.getValue() == null ? "" : field.getValue();
            }
        }
        return found;
    }

    /** Whether {@code header} carries a mirrored parameter. */
    public static boolean isParam(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith(PARAM_PREFIX);
    }

    private static String decode(String raw, @Nullable JsonNode id) throws Refusal {
        if (!raw.startsWith(ENCODED_START) || !raw.endsWith(ENCODED_END)) {
            if (raw.chars().anyMatch(c -> c > 0x7e || (c < 0x20 && c != '\t'))) {
                throw Refusal.mismatch(id, "a mirrored header has characters outside ASCII; encode it as =?base64?…?=");
            }
            return raw;
        }
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(raw.substring(ENCODED_START.length(), raw.length() - ENCODED_END.length()));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Refusal.mismatch(id, "a mirrored header is not valid =?base64?…?= of UTF-8");
        }
    }
}
