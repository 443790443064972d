package dev.countersign.gateway;

import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Classification;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
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
    private final WhoAmI whoAmI;
    private final List<ObjectNode> definitions;
    private final Catalogue catalogue;

    OwnTools(WhoAmI whoAmI) {
        this.whoAmI = whoAmI;
        this.definitions = List.of(WhoAmI.definition());
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

    /** Calls a tool that exists. */
    ObjectNode call(String name, Admitted who) {
        ObjectNode structured = switch (name) {
            case WhoAmI.NAME -> whoAmI.answer(who);
            default -> throw new IllegalArgumentException("No tool of that name");
        };
        ObjectNode result = Rpc.object();
        result.putArray("content").addObject().put("type", "text").put("text", structured.toString());
        result.set("structuredContent", structured);
        return result;
    }
}
