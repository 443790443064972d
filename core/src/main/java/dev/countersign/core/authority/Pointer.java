package dev.countersign.core.authority;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Pointer (RFC 6901) into the arguments of a call. Two pointers are equal exactly when they name the same place,
 * for only the two escapes of the RFC are accepted. Ordered by their text.
 */
public record Pointer(String text) implements Comparable<Pointer> {
    private static final Pattern SYNTAX = Pattern.compile("(/([^/~]|~[01])*)*+", Pattern.DOTALL);
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** The whole of the arguments. Stands after the patterns, which its construction needs. */
    public static final Pointer ROOT = new Pointer("");

    /**
     * Checks the syntax.
     *
     * @throws IllegalArgumentException when {@code text} is no JSON Pointer
     */
    public Pointer {
        if (!isPointer(text)) {
            throw new IllegalArgumentException("A JSON Pointer is empty or starts with '/', and escapes '~' as '~0'");
        }
    }

    static boolean isPointer(String text) {
        return SYNTAX.matcher(text).matches();
    }

    /** What stands at this place, or nothing. A JSON {@code null} there is something. */
    public Optional<JsonNode> in(JsonNode root) {
        Optional<JsonNode> here = Optional.of(root);
        for (String token : tokens()) {
            here = here.flatMap(node -> step(node, token));
        }
        return here;
    }

    @Override
    public int compareTo(Pointer other) {
        return text.compareTo(other.text);
    }

    private List<String> tokens() {
        return text.isEmpty()
                ? List.of()
                : List.of(text.substring(1).split("/", -1)).stream()
                        .map(token -> token.replace("~1", "/").replace("~0", "~"))
                        .toList();
    }

    private static Optional<JsonNode> step(JsonNode node, String token) {
        if (node.isObject()) {
            return Optional.ofNullable(node.get(token));
        }
        if (node.isArray() && INDEX.matcher(token).matches()) {
            return Optional.ofNullable(node.get(Integer.parseInt(token)));
        }
        return Optional.empty();
    }
}
