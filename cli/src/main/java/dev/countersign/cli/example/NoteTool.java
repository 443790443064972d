package dev.countersign.cli.example;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A tool: what it is called, what it takes, how far it goes, and what it does. All arguments are texts. */
record NoteTool(
        String name, String description, Kind kind, List<Argument> arguments, Function<ObjectNode, String> body) {
    /** How far a tool goes. */
    enum Kind {
        READS,
        WRITES,
        DELETES
    }

    /** One required argument. */
    record Argument(String name, String description) {}

    static List<NoteTool> all(Notes notes) {
        Argument name = new Argument("name", "The note's name");
        Argument text = new Argument("text", "What the note says");
        return List.of(
                new NoteTool("list_notes", "Names all notes", Kind.READS, List.of(), in -> lines(notes.names())),
                new NoteTool(
                        "read_note", "Reads one note", Kind.READS, List.of(name), in -> notes.read(text(in, "name"))),
                new NoteTool(
                        "search_notes",
                        "Names the notes that contain a text",
                        Kind.READS,
                        List.of(new Argument("text", "What to look for")),
                        in -> lines(notes.search(text(in, "text")))),
                new NoteTool("write_note", "Makes a note or changes it", Kind.WRITES, List.of(name, text), in -> {
                    notes.write(text(in, "name"), text(in, "text"));
                    return "written";
                }),
                new NoteTool("delete_note", "Deletes a note for good", Kind.DELETES, List.of(name), in -> {
                    notes.delete(text(in, "name"));
                    return "deleted";
                }));
    }

    /** The tool as {@code tools/list} shows it. */
    ObjectNode definition() {
        ObjectNode tool =
                JsonNodeFactory.instance.objectNode().put("name", name).put("description", description);
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Argument argument : arguments) {
            properties.putObject(argument.name()).put("type", "string").put("description", argument.description());
            required.add(argument.name());
        }
        schema.put("additionalProperties", false);
        tool.putObject("annotations")
                .put("readOnlyHint", kind == Kind.READS)
                .put("destructiveHint", kind == Kind.DELETES)
                .put("idempotentHint", kind != Kind.DELETES)
                .put("openWorldHint", false);
        return tool;
    }

    /**
     * Does what the tool does.
     *
     * @throws NoteException when an argument is missing or unknown, or it cannot be done
     */
    String call(ObjectNode input) {
        List<String> known = arguments.stream().map(Argument::name).toList();
        for (String given : input.propertyNames()) {
            if (!known.contains(given)) {
                throw new NoteException(this.name + " does not take \"" + given + "\"; it takes " + known);
            }
        }
        return body.apply(input);
    }

    private static String text(ObjectNode input, String name) {
        return input.path(name)
                .stringValueOpt()
                .orElseThrow(() -> new NoteException("the argument \"" + name + "\" is missing or not a text"));
    }

    private static String lines(List<String> names) {
        return names.isEmpty() ? "(none)" : String.join("\n", names);
    }
}
