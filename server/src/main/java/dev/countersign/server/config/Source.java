package dev.countersign.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML 1.2 (and so JSON) into a {@link Tree}, keeping lines, and puts {@code ${VARIABLES}} in. {@code $${X}} stays {@code ${X}}. */
final class Source {
    private static final Pattern VARIABLE = Pattern.compile("\\$?\\$\\{([^}]*)}");

    private final String name;
    private final boolean lines;
    private final Map<String, String> environment;

    private Source(String name, boolean lines, Map<String, String> environment) {
        this.name = name;
        this.lines = lines;
        this.environment = environment;
    }

    private static final int DEEPEST = 32;
    private static final int MOST_VALUES = 100_000;

    private int depth;
    private int values;

    /** Reads a whole file; an empty one is an empty table. */
    static Tree.Table file(String name, String text, Map<String, String> environment) {
        return switch (new Source(name, true, environment).read(text)) {
            case null -> new Tree.Table(Map.of(), name);
            case Tree.Table table -> table;
            case Tree other ->
                throw new ConfigException(
                        other.origin(), "a list of keys is expected, such as issuer: http://localhost:8420");
        };
    }

    /** Reads the value of an environment variable that stands for a list or a table. */
    static @Nullable Tree variable(String name, String text) {
        return new Source(name, false, Map.of()).read(text);
    }

    private @Nullable Tree read(String text) {
        try {
            var settings = LoadSettings.builder().setLabel(name).build();
            requireShallow(settings, text);
            return new Compose(settings).composeString(text).map(this::tree).orElse(null);
        } catch (MarkedYamlEngineException e) {
            throw new ConfigException(
                    e.getProblemMark().map(mark -> at(mark.getLine())).orElse(name),
                    "not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigException(name, "not valid YAML: " + e.getMessage());
        }
    }

    /** Before anything is built of it: what is nested without end would exhaust the stack of whoever builds it. */
    private void requireShallow(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            depth += switch (event.getEventId()) {
                case SequenceStart, MappingStart -> 1;
                case SequenceEnd, MappingEnd -> -1;
                default -> 0;
            };
            if (depth > DEEPEST) {
                throw new ConfigException(
                        event.getStartMark().map(mark -> at(mark.getLine())).orElse(name),
                        "nested deeper than any key is; check the indentation and the brackets");
            }
        }
    }

    private @Nullable Tree tree(Node node) {
        String origin = origin(node);
        // An alias is its anchor's value once more, so few lines can stand for very many values, or for ever more.
        if (depth >= DEEPEST || ++values > MOST_VALUES) {
            throw new ConfigException(origin, "an alias (*) that repeats itself; write the value out");
        }
        depth++;
        try {
            return tree(node, origin);
        } finally {
            depth--;
        }
    }

    private @Nullable Tree tree(Node node, String origin) {
        return switch (node) {
            case ScalarNode scalar -> text(scalar, origin);
            case SequenceNode sequence -> {
                List<Tree> values = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    Tree value = tree(item);
                    if (value == null) {
                        throw new ConfigException(
                                origin(item), "an empty item in a list; remove it or give it a value");
                    }
                    values.add(value);
                }
                yield new Tree.Items(values, origin);
            }
            case MappingNode mapping -> table(mapping, origin);
            default -> throw new ConfigException(origin, "a value, a list or a table is expected");
        };
    }

    private Tree.Table table(MappingNode mapping, String origin) {
        Map<String, Tree> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new ConfigException(origin(tuple.getKeyNode()), "a key must be plain text");
            }
            Tree value = tree(tuple.getValueNode());
            if (values.containsKey(key.getValue())) {
                throw new ConfigException(
                        origin(key), "the key \"" + key.getValue() + "\" stands here twice; keep one");
            }
            if (value != null) {
                values.put(key.getValue(), value);
            }
        }
        return new Tree.Table(values, origin);
    }

    private Tree.@Nullable Text text(ScalarNode scalar, String origin) {
        String value = scalar.getValue();
        boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
        if (plain && (value.isEmpty() || value.equals("~") || value.equals("null"))) {
            return null;
        }
        return new Tree.Text(lines ? filled(value, origin) : value, value, origin);
    }

    private String filled(String value, String origin) {
        return VARIABLE.matcher(value).replaceAll(match -> {
            if (match.group().startsWith("$$")) {
                return Matcher.quoteReplacement(match.group().substring(1));
            }
            String found = environment.get(match.group(1));
            if (found == null) {
                throw new ConfigException(
                        origin,
                        "the environment variable " + match.group(1)
                                + " is not set; set it before starting Countersign");
            }
            return Matcher.quoteReplacement(found);
        });
    }

    private String origin(Node node) {
        return node.getStartMark().map(mark -> at(mark.getLine())).orElse(name);
    }

    private String at(int line) {
        return lines ? name + ":" + (line + 1) : name;
    }
}
