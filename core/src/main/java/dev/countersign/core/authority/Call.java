package dev.countersign.core.authority;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One act an agent wants to do.
 *
 * @param location the resource it is done at, as {@link Location#normal} spells it
 * @param tool the tool called; absent for anything that is no tool call, such as reading a resource or a prompt
 * @param access the class of the act
 * @param arguments the arguments of the tool, a JSON object, as {@link dev.countersign.core.json.StrictJson} read it
 */
public record Call(String location, Optional<String> tool, Access access, JsonNode arguments) {
    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException when the arguments are no JSON object
     */
    public Call {
        if (!arguments.isObject()) {
            throw new IllegalArgumentException("The arguments of a call are a JSON object; none is {}");
        }
    }

    /** A call of a tool. */
    public static Call ofTool(String location, String tool, Access access, JsonNode arguments) {
        return new Call(location, Optional.of(tool), access, arguments);
    }

    /** An act at a location that is no tool call. */
    public static Call withoutTool(String location, Access access) {
        return new Call(location, Optional.empty(), access, JsonNodeFactory.instance.objectNode());
    }
}
