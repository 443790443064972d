package dev.countersign.cli.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An MCP server for a folder of notes over stdio. It speaks both eras: with the {@code initialize} handshake (2025-11-25 and
 * earlier) and without (2026-07-28), as each request says.
 */
public final class NotesServer {
    private static final String MODERN = "2026-07-28";
    private static final List<String> LEGACY = List.of("2025-11-25", "2025-06-18", "2025-03-26");
    private static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Notes notes;
    private final List<NoteTool> tools;

    private NotesServer(Notes notes) {
        this.notes = notes;
        this.tools = NoteTool.all(notes);
    }

    /** Serves the folder given as the only argument until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        NotesServer server = new NotesServer(Notes.in(Path.of(arguments[0])));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            server.answer(line).ifPresent(answer -> out.println(answer));
        }
    }

    private Optional<JsonNode> answer(String line) {
        JsonNode message;
        try {
            message = JSON.readTree(line);
        } catch (JacksonException e) {
            return Optional.of(error(null, -32700, "not valid JSON"));
        }
        if (message.isArray()) {
            ArrayNode answers = JsonNodeFactory.instance.arrayNode();
            message.forEach(one -> one(one).ifPresent(answers::add));
            return answers.isEmpty() ? Optional.empty() : Optional.of(answers);
        }
        return one(message);
    }

    private Optional<JsonNode> one(JsonNode message) {
        JsonNode id = message.get("id");
        if (id == null || id.isNull()) {
            return Optional.empty(); // a notification
        }
        JsonNode params = message.path("params");
        String version = params.path("_meta").path(META_VERSION).asString("");
        boolean modern = version.equals(MODERN);
        if (!modern && !version.isEmpty()) {
            return Optional.of(unsupported(id, version));
        }
        try {
            ObjectNode result = result(message.path("method").asString(""), params, modern);
            if (modern) {
                result.put("resultType", "complete");
            }
            return Optional.of(reply(id).set("result", result));
        } catch (ProtocolError e) {
            return Optional.of(error(id, e.code, String.valueOf(e.getMessage())));
        }
    }

    private ObjectNode result(String method, JsonNode params, boolean modern) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        switch (method) {
            case "initialize" -> {
                String wanted = params.path("protocolVersion").asString("");
                result.put("protocolVersion", LEGACY.contains(wanted) ? wanted : LEGACY.getFirst());
                describe(result);
            }
            case "server/discover" -> {
                ArrayNode versions = result.putArray("supportedVersions").add(MODERN);
                LEGACY.forEach(versions::add);
                describe(result);
                cacheable(result, 3_600_000);
            }
            case "ping" -> {}
            case "tools/list" -> {
                ArrayNode list = result.putArray("tools");
                tools.forEach(tool -> list.add(tool.definition()));
                if (modern) {
                    cacheable(result, 3_600_000);
                }
            }
            case "tools/call" -> call(params, result);
            case "resources/list" -> {
                ArrayNode list = result.putArray("resources");
                notes.names()
                        .forEach(name -> list.addObject()
                                .put("uri", uri(name))
                                .put("name", name)
                                .put("mimeType", "text/markdown"));
                if (modern) {
                    cacheable(result, 0);
                }
            }
            case "resources/templates/list" -> {
                result.putArray("resourceTemplates")
                        .addObject()
                        .put("uriTemplate", "note:///{name}")
                        .put("name", "note")
                        .put("mimeType", "text/markdown");
                if (modern) {
                    cacheable(result, 3_600_000);
                }
            }
            case "resources/read" -> {
                read(params, result, modern);
                if (modern) {
                    cacheable(result, 0);
                }
            }
            default -> throw new ProtocolError(-32601, "there is no method " + method);
        }
        return result;
    }

    private void call(JsonNode params, ObjectNode result) {
        String name = params.path("name").asString("");
        NoteTool tool = tools.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProtocolError(-32602, "there is no tool " + name));
        boolean failed = false;
        String text;
        try {
            text = tool.call(
                    params.get("arguments") instanceof ObjectNode input
                            ? input
                            : JsonNodeFactory.instance.objectNode());
        } catch (NoteException e) {
            failed = true;
            text = String.valueOf(e.getMessage());
        } catch (UncheckedIOException e) {
            failed = true;
            text = "the folder of the notes cannot be used just now";
        }
        result.putArray("content").addObject().put("type", "text").put("text", text);
        result.put("isError", failed);
    }

    private void read(JsonNode params, ObjectNode result, boolean modern) {
        String wanted = params.path("uri").asString("");
        String name = notes.names().stream()
                .filter(candidate -> uri(candidate).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ProtocolError(modern ? -32602 : -32002, "there is no resource " + wanted));
        result.putArray("contents")
                .addObject()
                .put("uri", wanted)
                .put("mimeType", "text/markdown")
                .put("text", notes.read(name));
    }

    private static void describe(ObjectNode result) {
        ObjectNode capabilities = result.putObject("capabilities");
        capabilities.putObject("tools");
        capabilities.putObject("resources");
        result.putObject("serverInfo").put("name", "countersign-example-notes").put("version", "1");
        result.put("instructions", "Notes of the person who guards them, one text each.");
    }

    private static void cacheable(ObjectNode result, int milliseconds) {
        result.put("ttlMs", milliseconds).put("cacheScope", "private");
    }

    private static String uri(String name) {
        return "note:///"
                + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ObjectNode reply(@org.jspecify.annotations.Nullable JsonNode id) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        if (id != null) {
            reply.set("id", id);
        }
        return reply;
    }

    private static ObjectNode error(@org.jspecify.annotations.Nullable JsonNode id, int code, String message) {
        ObjectNode reply = reply(id);
        reply.putObject("error").put("code", code).put("message", message);
        return reply;
    }

    private static ObjectNode unsupported(JsonNode id, String requested) {
        ObjectNode reply = error(id, -32022, "Unsupported protocol version");
        ObjectNode data = ((ObjectNode) reply.path("error")).putObject("data").put("requested", requested);
        ArrayNode versions = data.putArray("supported").add(MODERN);
        LEGACY.forEach(versions::add);
        return reply;
    }

    private static final class ProtocolError extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        ProtocolError(int code, String message) {
            super(message);
            this.code = code;
        }
    }
}
