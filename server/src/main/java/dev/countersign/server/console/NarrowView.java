package dev.countersign.server.console;

import dev.countersign.core.authority.Access;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form that takes a part of a grant away. Nothing is chosen in it: what is ticked goes.
 *
 * @param accesses the levels below the one it has
 * @param scopes of an owner grant, when it has several
 * @param example a date for the field of the end
 * @param fields what was chosen before the form was shown again
 */
public record NarrowView(
        String id,
        String may,
        GrantLine line,
        List<Access> accesses,
        List<ToolShelf> tools,
        List<Scope> scopes,
        String example,
        Map<String, List<String>> fields) {
    /** A scope of the owner API. */
    public record Scope(String value, String meaning) {}

    /** The places with tools that are known by name. */
    public List<ToolShelf> shelves() {
        return tools.stream().filter(shelf -> !shelf.tools().isEmpty()).toList();
    }

    /** Whether there is any tool to name. */
    public boolean anyTool() {
        return !shelves().isEmpty();
    }

    /** Marks what was chosen before, for the script to put back; null = it was not. */
    public @Nullable String kept(String field, String value) {
        return fields.getOrDefault(field, List.of()).contains(value) ? "true" : null;
    }

    /** What was typed before. */
    public String text(String field) {
        return fields.getOrDefault(field, List.of()).stream().findFirst().orElse("");
    }
}
