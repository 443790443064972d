package dev.countersign.core.catalogue;

import dev.countersign.core.authority.Access;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Decides the class of a tool: what the operator wrote, else what its annotations say with MCP's own defaults (MCP
 * schema, ToolAnnotations: {@code readOnlyHint} false, {@code destructiveHint} true), else {@code write}.
 *
 * @param operator tool to class, from the configuration
 * @param trustAnnotations whether the server is believed about its own tools
 */
public record Classification(Map<String, Access> operator, boolean trustAnnotations) {
    /** A class, and who said so. */
    public record Classified(Access access, ClassSource source) {}

    public Classification {
        operator = Map.copyOf(operator);
    }

    /** The class of the tool with this definition, an element of {@code tools/list}. */
    public Classified of(String name, JsonNode definition) {
        Access said = operator.get(name);
        if (said != null) {
            return new Classified(said, ClassSource.OPERATOR);
        }
        Access annotated = trustAnnotations ? annotated(definition.path("annotations")) : null;
        return annotated == null
                ? new Classified(Access.WRITE, ClassSource.UNCLASSIFIED)
                : new Classified(annotated, ClassSource.ANNOTATIONS);
    }

    private static @Nullable Access annotated(JsonNode annotations) {
        if (!annotations.isObject()) {
            return null;
        }
        JsonNode readOnly = annotations.path("readOnlyHint");
        if (readOnly.isBoolean() && readOnly.booleanValue()) {
            return Access.READ;
        }
        JsonNode destructive = annotations.path("destructiveHint");
        return destructive.isBoolean() && !destructive.booleanValue() ? Access.WRITE : Access.DESTRUCTIVE;
    }
}
