package dev.countersign.gateway;

import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One of Countersign's own tools. All are of class read: each looks, or takes away, or hands on what a human allowed. */
interface OwnTool {
    /** What a model reads before it uses the tool. */
    ObjectNode definition();

    /**
     * The structured answer.
     *
     * @param arguments a JSON object
     * @throws ToolProblem when it cannot be done
     */
    ObjectNode call(Admitted who, JsonNode arguments) throws ToolProblem;

    /** What is wrong, in words that let a model mend it: the call's result, not an error of the protocol. */
    final class ToolProblem extends Exception {
        private static final long serialVersionUID = 1L;

        ToolProblem(String words) {
            super(words, null, false, false);
        }
    }

    /**
     * A definition whose input is an object with these members and no others.
     *
     * @param description for a model: when to use it, what comes back, what to do then
     */
    static ObjectNode defined(String name, String title, String description, boolean looksOnly) {
        ObjectNode tool = Rpc.object().put("name", name).put("title", title).put("description", description);
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
        schema.putObject("properties");
        schema.put("additionalProperties", false);
        tool.putObject("annotations")
                .put("readOnlyHint", true)
                .put("idempotentHint", looksOnly)
                .put("openWorldHint", false);
        return tool;
    }

    /** Adds a member to the input of a definition. */
    static void input(ObjectNode tool, String name, String type, boolean required, String description) {
        ObjectNode schema = (ObjectNode) tool.get("inputSchema");
        ObjectNode member = ((ObjectNode) schema.get("properties"))
                .putObject(name)
                .put("type", type)
                .put("description", description);
        if (type.equals("array")) {
            member.putObject("items").put("type", "string");
        }
        if (required) {
            schema.withArray("required").add(name);
        }
    }

    /** A text argument, or nothing. */
    static String text(JsonNode arguments, String name) {
        return arguments.path(name).asString("").strip();
    }
}
