package dev.countersign.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The overrides: {@code tokens.access-ttl} is {@code COUNTERSIGN_TOKENS_ACCESS_TTL}. An empty variable counts as absent. */
record Environment(Map<String, String> variables) {
    static String variable(String path) {
        return "COUNTERSIGN_" + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** The value that overrides this key, read as YAML where a list or table is wanted; a list may also be written a,b,c. */
    @Nullable
    Tree override(String path, boolean list, boolean table) {
        String name = variable(path);
        String text = variables.getOrDefault(name, "");
        if (text.isEmpty()) {
            return null;
        }
        if (table || list && text.stripLeading().startsWith("[")) {
            return Source.variable(name, text);
        }
        if (list) {
            List<Tree> items = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .<Tree>map(item -> new Tree.Text(item, item, name))
                    .toList();
            return new Tree.Items(items, name);
        }
        return new Tree.Text(text, text, name);
    }

    /** Whether some key below this one is overridden. */
    boolean hasBelow(String path) {
        String prefix = variable(path) + "_";
        return variables.entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey().startsWith(prefix) && !entry.getValue().isEmpty());
    }
}
