package dev.countersign.core.catalogue;

import dev.countersign.core.Digest;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of one guarded server at one moment, with their classes. Content-addressed: {@link #digest} names exactly
 * this list, and a grant stores the digest of the one its human saw.
 *
 * @param server the name of the server in the configuration
 * @param tools sorted by name, each name once
 */
public record Catalogue(String server, List<Tool> tools) {
    /** The most tools a server may have. */
    public static final int MAX_TOOLS = 4096;

    /** How much of input schemas is kept, in characters; of a server with more, none are. */
    static final int MAX_INPUTS = 500_000;

    private static final int MAX_STORED = 64 * 1024 * 1024;

    /**
     * Sorts the tools.
     *
     * @throws IllegalArgumentException when two have the same name, or there are too many
     */
    public Catalogue {
        SortedMap<String, Tool> sorted = new TreeMap<>();
        for (Tool tool : tools) {
            if (sorted.put(tool.name(), tool) != null) {
                throw new IllegalArgumentException(
                        "The server \"" + server + "\" lists the tool \"" + tool.name() + "\" twice");
            }
        }
        if (sorted.size() > MAX_TOOLS) {
            throw new IllegalArgumentException("The server \"" + server + "\" lists " + sorted.size()
                    + " tools; at most " + MAX_TOOLS + " are taken");
        }
        tools = List.copyOf(sorted.values());
    }

    /** Classifies the elements of a server's {@code tools/list}; what has no name is left out. */
    public static Catalogue of(String server, Collection<? extends JsonNode> definitions, Classification classes) {
        List<Tool> tools = new ArrayList<>();
        definitions.forEach(d -> Tool.of(d, classes).ifPresent(tools::add));
        int inputs = tools.stream()
                .mapToInt(t -> t.input().map(String::length).orElse(0))
                .sum();
        return new Catalogue(
                server,
                inputs <= MAX_INPUTS
                        ? tools
                        : tools.stream().map(Tool::withoutInput).toList());
    }

    /** The tool of this name. */
    public Optional<Tool> tool(String name) {
        return tools.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** The tools whose class is at most {@code level}. */
    public List<Tool> upTo(Access level) {
        return tools.stream().filter(t -> t.access().compareTo(level) <= 0).toList();
    }

    /** The SHA-256 of {@link #canonical}. */
    public Digest digest() {
        return Digest.of(canonical());
    }

    /** The RFC 8785 text that is stored, and that {@link #parse} reads back. */
    public String canonical() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("server", server);
        ArrayNode array = json.putArray("tools");
        for (Tool tool : tools) {
            ObjectNode entry = array.addObject()
                    .put("name", tool.name())
                    .put("definition", tool.definition().base64url())
                    .put("class", tool.access().wireName())
                    .put("source", tool.source().wireName());
            tool.title().ifPresent(t -> entry.put("title", t));
            tool.description().ifPresent(d -> entry.put("description", d));
            tool.input().ifPresent(schema -> entry.set("input", StrictJson.parse(schema)));
        }
        return Canonical.string(json);
    }

    /**
     * Reads {@link #canonical}'s form.
     *
     * @throws IllegalArgumentException when it is not that
     */
    public static Catalogue parse(String text) {
        try {
            JsonNode json = StrictJson.parse(text, MAX_STORED);
            List<Tool> tools = new ArrayList<>();
            for (JsonNode entry : json.required("tools").values()) {
                tools.add(new Tool(
                        entry.required("name").stringValue(),
                        Digest.fromBase64url(entry.required("definition").stringValue()),
                        Access.ofWireName(entry.required("class").stringValue()).orElseThrow(),
                        ClassSource.ofWireName(entry.required("source").stringValue())
                                .orElseThrow(),
                        optional(entry, "title"),
                        optional(entry, "description"),
                        entry.has("input") ? Optional.of(Canonical.string(entry.path("input"))) : Optional.empty()));
            }
            return new Catalogue(json.required("server").stringValue(), tools);
        } catch (MalformedJson | NoSuchElementException | JacksonException e) {
            throw new IllegalArgumentException("Not a stored catalogue", e);
        }
    }

    private static Optional<String> optional(JsonNode entry, String member) {
        return entry.has(member) ? Optional.of(entry.path(member).stringValue()) : Optional.empty();
    }
}
