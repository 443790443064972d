package dev.countersign.server.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes records of tables. Unknown keys, missing keys and wrong values are refused with their place; an override goes before the file. */
final class Binder {
    private final Environment environment;

    Binder(Environment environment) {
        this.environment = environment;
    }

    <R extends Record> R bind(Class<R> type, Tree.Table table) {
        return type.cast(record(type, table, ""));
    }

    private Object record(Class<?> type, Tree.Table table, String path) {
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknown(components, table, path);
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(components[i], table, path);
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Invalid invalid) {
                throw refusal(invalid, table, path);
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConfigException refusal(Invalid invalid, Tree.Table table, String path) {
        String key = below(path, invalid.key());
        boolean overridden = environment.variables().containsKey(Environment.variable(key));
        Tree place = table.values().getOrDefault(invalid.key(), table);
        return new ConfigException(
                overridden ? Environment.variable(key) : place.origin(), key + " " + invalid.getMessage());
    }

    private void refuseUnknown(RecordComponent[] components, Tree.Table table, String path) {
        List<String> known = Arrays.stream(components).map(Binder::name).toList();
        table.values().forEach((key, value) -> {
            if (!known.contains(key)) {
                throw new ConfigException(
                        value.origin(),
                        "unknown key \"" + key + "\"" + (path.isEmpty() ? "" : " in " + path) + "; known here: "
                                + String.join(", ", known));
            }
        });
    }

    private @Nullable Object component(RecordComponent component, Tree.Table table, String path) {
        String key = name(component);
        String full = below(path, key);
        Class<?> type = component.getType();
        boolean list = type == List.class;
        boolean nested = type.isRecord() && type != Secret.class;
        boolean map = type == Map.class;
        Tree tree = environment.override(full, list, map || nested);
        if (tree == null) {
            tree = table.values().get(key);
        }
        if (tree == null) {
            tree = fallback(component, table, list, map || nested);
        }
        boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (tree == null && optional && !(nested && environment.hasBelow(full))) {
            return null;
        }
        if (tree == null && (nested || map)) {
            tree = new Tree.Table(Map.of(), table.origin());
        } else if (tree == null && list) {
            tree = new Tree.Items(List.of(), table.origin());
        } else if (tree == null) {
            throw new ConfigException(
                    table.origin(), full + " is missing; " + key(component).value());
        }
        return value(component.getGenericType(), tree, full);
    }

    private static @Nullable Tree fallback(RecordComponent component, Tree.Table table, boolean list, boolean deep) {
        String text = key(component).fallback();
        if (text.isEmpty()) {
            return null;
        }
        return list || deep ? Source.variable(table.origin(), text) : new Tree.Text(text, text, table.origin());
    }

    private Object value(Type type, Tree tree, String path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? items(arguments[0], tree, path)
                    : entries((Class<?>) arguments[0], arguments[1], tree, path);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord() && raw != Secret.class) {
            if (tree instanceof Tree.Table table) {
                return record(raw, table, path);
            }
            throw new ConfigException(tree.origin(), path + " must be a table of keys");
        }
        if (tree instanceof Tree.Text text) {
            return scalar(raw, text, path);
        }
        throw new ConfigException(tree.origin(), path + " must be a single value");
    }

    private List<Object> items(Type type, Tree tree, String path) {
        if (!(tree instanceof Tree.Items items)) {
            throw new ConfigException(tree.origin(), path + " must be a list, such as [a, b]");
        }
        List<Object> values = new ArrayList<>();
        for (Tree item : items.values()) {
            values.add(value(type, item, path + "[" + values.size() + "]"));
        }
        return List.copyOf(values);
    }

    private Map<Object, Object> entries(Class<?> keys, Type type, Tree tree, String path) {
        if (!(tree instanceof Tree.Table table)) {
            throw new ConfigException(tree.origin(), path + " must be a table of keys");
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        table.values().forEach((key, entry) -> {
            Object name = scalar(keys, new Tree.Text(key, key, entry.origin()), below(path, key));
            Tree override = environment.override(below(path, key), false, !(type instanceof Class<?> raw) || deep(raw));
            values.put(name, value(type, override == null ? entry : override, below(path, key)));
        });
        return Collections.unmodifiableMap(values);
    }

    private static boolean deep(Class<?> type) {
        return type.isRecord() && type != Secret.class;
    }

    private static Object scalar(Class<?> type, Tree.Text text, String path) {
        try {
            return Scalars.read(type, text.value());
        } catch (IllegalArgumentException e) {
            String seen = type == Secret.class ? "" : " is \"" + text.written() + "\":";
            throw new ConfigException(text.origin(), path + seen + " " + e.getMessage());
        }
    }

    static Key key(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(component + " needs a @Key");
        }
        return key;
    }

    /** The name in the file: given, or the component's in kebab-case. */
    static String name(RecordComponent component) {
        String given = key(component).name();
        return given.isEmpty()
                ? Stream.of(component.getName().split("(?=[A-Z])"))
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining("-"))
                : given;
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
