package dev.countersign.server.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the configuration reference from the records' own texts. */
final class Reference {
    private final StringBuilder out = new StringBuilder();

    String text() {
        out.append("""
                # Configuration

                One YAML (or JSON) file, given as `--config FILE`. Without one, Countersign listens on this computer only and guards an example server.
                Every key can be overridden by the environment variable beside it; lists may be written `a,b`, tables as YAML.
                `${NAME}` inside a value is replaced by that environment variable; `$${NAME}` stays as it is. Durations: `4s`, `10m`, `2h`, `30d`, or ISO 8601 (`PT4S`, `P30D`).
                An unknown key, a wrong value or a missing variable stops the start, naming the line and the fix.

                This page is generated from the records in `server/…/config`; change it there.
                """);
        table("", Config.class, "At the top");
        return out.toString();
    }

    private void table(String path, Class<?> type, String title) {
        out.append("\n## ")
                .append(title)
                .append("\n\n| key | what | type | default | environment |\n|---|---|---|---|---|\n");
        for (RecordComponent component : type.getRecordComponents()) {
            if (nested(component) == null) {
                row(path, component);
            }
        }
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> below = nested(component);
            if (below != null) {
                boolean map = component.getType() == Map.class;
                String name = path
                        + Binder.name(component)
                        + (map
                                ? "."
                                        + (component.getName().equals("servers")
                                                        || component.getName().equals("clients")
                                                ? "NAME"
                                                : "URL")
                                : "");
                table(
                        name + ".",
                        below,
                        "`" + name + "`: " + lowerFirst(Binder.key(component).value()));
            }
        }
    }

    private void row(String path, RecordComponent component) {
        Key key = Binder.key(component);
        String name = path + Binder.name(component);
        String fallback = key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`";
        out.append("| `%s` | %s | %s | %s | `%s` |\n"
                .formatted(
                        name,
                        key.value().replace("|", "\\|"),
                        type(component.getGenericType()),
                        fallback,
                        Environment.variable(name)));
    }

    private static @org.jspecify.annotations.Nullable Class<?> nested(RecordComponent component) {
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            type = map.getActualTypeArguments()[1];
        }
        return type instanceof Class<?> raw && raw.isRecord() && raw != Secret.class ? raw : null;
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? "list of " + type(arguments[0])
                    : "table: " + type(arguments[0]) + " to " + type(arguments[1]);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants()).map(Scalars::spelled).collect(Collectors.joining(", "));
        }
        return switch (raw.getSimpleName()) {
            case "boolean", "Boolean" -> "on, off";
            case "int", "Integer" -> "number";
            case "String" -> "text";
            case "URI" -> "URL";
            case "Path" -> "file";
            default -> raw.getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private static String lowerFirst(String text) {
        String head = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return head.substring(0, 1).toLowerCase(Locale.ROOT) + head.substring(1);
    }
}
