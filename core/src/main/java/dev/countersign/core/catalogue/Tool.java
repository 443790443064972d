package dev.countersign.core.catalogue;

import dev.countersign.core.Digest;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.Canonical;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One tool of a catalogue.
 *
 * @param definition the SHA-256 of its canonical definition, as the server gave it
 * @param title for people, as the server claims it
 * @param description likewise
 * @param input its input schema as canonical JSON, so that a change of it can be shown; empty when there is none or it is
 *     too long to keep
 */
public record Tool(
        String name,
        Digest definition,
        Access access,
        ClassSource source,
        Optional<String> title,
        Optional<String> description,
        Optional<String> input) {
    /** The longest name, in characters: what no authority can name, no human could allow by itself, and no log holds. */
    public static final int MAX_NAME = 128;

    /** How much of a server's description is kept, in characters. */
    public static final int MAX_DESCRIPTION = 1000;

    /** How much of a server's title is kept, in characters. */
    public static final int MAX_TITLE = 200;

    /** How long an input schema is that is kept, in characters. */
    public static final int MAX_INPUT = 8000;

    /**
     * Reads an element of {@code tools/list}; nothing when it has no name that an authority could hold, or no exact canonical
     * form.
     */
    public static Optional<Tool> of(JsonNode definition, Classification classification) {
        JsonNode name = definition.path("name");
        Optional<Digest> digest = digest(definition);
        if (!name.isString() || !isName(name.stringValue()) || digest.isEmpty()) {
            return Optional.empty();
        }
        Classification.Classified classified = classification.of(name.stringValue(), definition);
        Optional<String> title = text(definition.path("title"), MAX_TITLE);
        return Optional.of(new Tool(
                name.stringValue(),
                digest.get(),
                classified.access(),
                classified.source(),
                title.isPresent() ? title : text(definition.path("annotations").path("title"), MAX_TITLE),
                text(definition.path("description"), MAX_DESCRIPTION),
                input(definition.path("inputSchema"))));
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.chars().noneMatch(Character::isISOControl);
    }

    /** The same tool, of this class. */
    public Tool as(Access counting) {
        return new Tool(name, definition, counting, source, title, description, input);
    }

    Tool withoutInput() {
        return new Tool(name, definition, access, source, title, description, Optional.empty());
    }

    /** Whether {@code definition} is the one this tool was classified by. */
    public boolean isDefinedBy(JsonNode definition) {
        return digest(definition).filter(this.definition::equals).isPresent();
    }

    private static Optional<Digest> digest(JsonNode definition) {
        // A number no double can hold would be rounded away; a definition that cannot be named exactly is no tool.
        return Canonical.exact(definition).map(Digest::of);
    }

    private static Optional<String> input(JsonNode schema) {
        return schema.isObject() && !schema.isEmpty()
                ? Canonical.exact(schema).filter(text -> text.length() <= MAX_INPUT)
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode value, int max) {
        if (!value.isString() || value.stringValue().isBlank()) {
            return Optional.empty();
        }
        String text = value.stringValue();
        return Optional.of(
                text.codePointCount(0, text.length()) <= max
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, max)) + "…");
    }
}
