package dev.countersign.cli.connect;

import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The answers {@code connect} gives itself, as long as nobody has allowed it to ask the server. */
final class Replies {
    /** The one tool there is until then. */
    static final String LOGIN_TOOL = "countersign_login";

    private static final String NAME = "countersign-connect";

    private Replies() {}

    /**
     * The answer to {@code initialize}. It offers everything a server may have, for what the server behind really has is
     * not known yet and could not be added later.
     */
    static ObjectNode initialize(Message.Request request) {
        String asked = request.text("protocolVersion");
        String revision = Revision.of(asked == null ? "" : asked)
                .filter(known -> known.era() == Era.SESSION)
                .orElse(Revision.R2025_11_25)
                .text();
        ObjectNode result = Rpc.object().put("protocolVersion", revision);
        result.set("capabilities", capabilities());
        result.set("serverInfo", serverInfo());
        return Rpc.result(request.id(), result.put("instructions", instructions()));
    }

    /** The answer to {@code server/discover} (MCP 2026-07-28). */
    static ObjectNode discover(Message.Request request) {
        ObjectNode result = complete();
        ArrayNode versions = result.putArray("supportedVersions");
        for (Era era : List.of(Era.STATELESS, Era.SESSION)) {
            Revision.all(era).reversed().forEach(revision -> versions.add(revision.text()));
        }
        result.set("capabilities", capabilities());
        result.set("serverInfo", serverInfo());
        return Rpc.result(request.id(), result.put("instructions", instructions()));
    }

    /** The answer to a list: the login tool, or nothing. Null when the method is no list. */
    static @Nullable ObjectNode list(Message.Request request, Era era) {
        String member = switch (request.method()) {
            case "tools/list" -> "tools";
            case "prompts/list" -> "prompts";
            case "resources/list" -> "resources";
            case "resources/templates/list" -> "resourceTemplates";
            default -> "";
        };
        if (member.isEmpty()) {
            return null;
        }
        ObjectNode result = era == Era.STATELESS ? complete() : Rpc.object();
        ArrayNode entries = result.putArray(member);
        if (member.equals("tools")) {
            entries.add(loginTool());
        }
        return Rpc.result(request.id(), result);
    }

    /** A tool result that says something. */
    static ObjectNode says(Message.Request call, Era era, String text, boolean failed) {
        ObjectNode result = era == Era.STATELESS ? Rpc.object().put("resultType", "complete") : Rpc.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return Rpc.result(call.id(), result.put("isError", failed));
    }

    /** A tool result that first wants a human to open a page (MCP 2026-07-28, multi round-trip requests). */
    static ObjectNode wants(Message.Request call, Shown shown, String text) {
        ObjectNode result = Rpc.object().put("resultType", "input_required");
        ObjectNode request = result.putObject("inputRequests").putObject(LOGIN_TOOL);
        request.put("method", "elicitation/create");
        request.putObject("params")
                .put("mode", "url")
                .put("message", text)
                .put("url", shown.page().toString());
        return Rpc.result(call.id(), result);
    }

    /** A request to the client to have its human open a page (MCP 2025-11-25, URL mode elicitation). */
    static ObjectNode elicitation(String id, Shown shown, String text) {
        ObjectNode params = Rpc.object()
                .put("mode", "url")
                .put("elicitationId", id)
                .put("url", shown.page().toString())
                .put("message", text);
        return Rpc.request(Rpc.object().stringNode(id), "elicitation/create", params);
    }

    private static ObjectNode complete() {
        // What it says now is not what it will say after the login: nobody keeps it.
        return Rpc.object().put("resultType", "complete").put("ttlMs", 0).put("cacheScope", "private");
    }

    private static ObjectNode capabilities() {
        ObjectNode capabilities = Rpc.object();
        capabilities.putObject("tools").put("listChanged", true);
        capabilities.putObject("prompts").put("listChanged", true);
        capabilities.putObject("resources").put("listChanged", true).put("subscribe", true);
        capabilities.putObject("completions");
        capabilities.putObject("logging");
        return capabilities;
    }

    private static ObjectNode serverInfo() {
        String version = Replies.class.getPackage().getImplementationVersion();
        return Rpc.object()
                .put("name", NAME)
                .put("title", "Countersign")
                .put("version", version == null ? "0" : version);
    }

    private static String instructions() {
        return "A human has to allow this connection once. Call " + LOGIN_TOOL
                + " and show its answer to your human; the server's own tools appear when they have decided."
                + " Never ask for a token and never paste one.";
    }

    private static ObjectNode loginTool() {
        ObjectNode tool = Rpc.object()
                .put("name", LOGIN_TOOL)
                .put("title", "Log in")
                .put(
                        "description",
                        "Says what a human has to do so that this server's tools can be used, and how it stands.");
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object").put("additionalProperties", false);
        schema.putObject("properties")
                .putObject("callback_url")
                .put("type", "string")
                .put(
                        "description",
                        "Only if the human's browser ended on a page at 127.0.0.1 that it could not show: the address of that page.");
        tool.putObject("annotations").put("readOnlyHint", true).put("openWorldHint", false);
        return tool;
    }
}
