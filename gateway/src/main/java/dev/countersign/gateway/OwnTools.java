package dev.countersign.gateway;

import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Classification;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of Countersign's own MCP server. They are part of the program, so no grant pins them: whoever may read
 * {@code <issuer>/mcp} has them as they are.
 */
final class OwnTools implements Tools {
    private final Map<String, OwnTool> tools = new LinkedHashMap<>();
    private final List<ObjectNode> definitions;
    private final Catalogue catalogue;

    OwnTools(List<OwnTool> tools) {
        List<ObjectNode> all = new ArrayList<>();
        for (OwnTool tool : tools) {
            ObjectNode definition = tool.definition();
            this.tools.put(definition.path("name").asString(), tool);
            all.add(definition);
        }
        this.definitions = List.copyOf(all);
        this.catalogue = Catalogue.of(OwnSite.NAME, definitions, new Classification(Map.of(), true));
    }

    List<ObjectNode> definitions() {
        return definitions;
    }

    /** The catalogue, for a consent page to show. */
    Catalogue catalogue() {
        return catalogue;
    }

    @Override
    public Optional<Tool> find(String name) {
        return catalogue.tool(name);
    }

    @Override
    public Optional<Tool> defined(JsonNode definition) {
        return catalogue.tool(definition.path("name").asString());
    }

    @Override
    public JsonNode schema(String name) {
        return MissingNode.getInstance(); // no parameter is mirrored
    }

    /** Calls a tool that exists. What goes wrong is an answer that a model can read (MCP 2025-11-25 tools). */
    ObjectNode call(String name, Admitted who, JsonNode arguments) {
        OwnTool tool = Optional.ofNullable(tools.get(name)).orElseThrow();
        ObjectNode result = Rpc.object();
        try {
            ObjectNode structured = tool.call(who, arguments.isObject() ? arguments : Rpc.object());
            text(result, structured.toString());
            result.set("structuredContent", structured);
        } catch (OwnTool.ToolProblem problem) {
            text(result, String.valueOf(problem.getMessage()));
            result.put("isError", true);
        }
        return result;
    }

    private static void text(ObjectNode result, String text) {
        result.putArray("content").addObject().put("type", "text").put("text", text);
    }
}
