package dev.countersign.core.authority;

import dev.countersign.core.json.Canonical;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes permissions in normal form as RFC 9396 objects. */
final class AuthorityWriter {
    static final String TYPE = "mcp";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AuthorityWriter() {}

    /** All a permission has besides its location. */
    private record Shape(
            Set<Access> actions, Optional<SortedSet<String>> tools, SortedMap<String, ToolLimits> arguments) {}

    static ArrayNode write(List<Permission> permissions) {
        Map<Shape, SortedSet<String>> locations = new LinkedHashMap<>();
        for (Permission permission : permissions) {
            locations.computeIfAbsent(shape(permission), _ -> new TreeSet<>()).add(permission.location());
        }
        SortedMap<String, JsonNode> objects = new TreeMap<>();
        locations.forEach((shape, where) -> {
            ObjectNode object = object(where, shape);
            objects.put(Canonical.string(object), object);
        });
        return NODES.arrayNode().addAll(objects.values());
    }

    static String canonical(Permission permission) {
        return Canonical.string(object(List.of(permission.location()), shape(permission)));
    }

    private static Shape shape(Permission permission) {
        return new Shape(permission.actions(), permission.tools(), permission.arguments());
    }

    private static ObjectNode object(Collection<String> locations, Shape shape) {
        ObjectNode object = NODES.objectNode().put("type", TYPE);
        object.set("locations", strings(locations));
        object.set(
                "actions",
                strings(shape.actions().stream().sorted().map(Access::wireName).toList()));
        shape.tools().ifPresent(tools -> object.set("tools", strings(tools)));
        if (!shape.arguments().isEmpty()) {
            object.set("arguments", arguments(shape.arguments()));
        }
        return object;
    }

    private static ObjectNode arguments(SortedMap<String, ToolLimits> arguments) {
        ObjectNode byTool = NODES.objectNode();
        arguments.forEach((tool, limits) -> {
            ObjectNode byPointer = byTool.putObject(tool);
            limits.constraints().forEach((pointer, constraint) -> byPointer.set(pointer.text(), constraint.toJson()));
        });
        return byTool;
    }

    private static ArrayNode strings(Collection<String> strings) {
        ArrayNode array = NODES.arrayNode();
        strings.forEach(array::add);
        return array;
    }
}
