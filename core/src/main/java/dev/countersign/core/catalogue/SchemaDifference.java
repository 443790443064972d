package dev.countersign.core.catalogue;

import dev.countersign.core.catalogue.CatalogueDifference.Detail;
import dev.countersign.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What differs between two input schemas, place by place. A property is called by its name alone, everything else by the
 * keywords that lead to it.
 */
final class SchemaDifference {
    private static final String PROPERTIES = "properties";

    private SchemaDifference() {}

    /**
     * The places where they differ, by name.
     *
     * @param then a schema as JSON text; empty when none is kept
     */
    static List<Detail> between(Optional<String> then, Optional<String> now) {
        if (then.isEmpty() || now.isEmpty()) {
            return then.equals(now) ? List.of() : List.of(new Detail("input", whole(then), whole(now)));
        }
        Map<String, String> before = places(then.get());
        Map<String, String> after = places(now.get());
        TreeSet<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        List<Detail> details = new ArrayList<>();
        for (String place : all) {
            Optional<String> was = Optional.ofNullable(before.get(place));
            Optional<String> is = Optional.ofNullable(after.get(place));
            if (!was.equals(is)) {
                details.add(new Detail("input " + place, was, is));
            }
        }
        return details;
    }

    private static Optional<String> whole(Optional<String> schema) {
        return schema.map(text -> places(text).entrySet().stream()
                .map(place -> place.getKey() + ": " + place.getValue())
                .collect(Collectors.joining("; ")));
    }

    private static Map<String, String> places(String schema) {
        Map<String, String> places = new TreeMap<>();
        descend(StrictJson.parse(schema), "", places);
        return places;
    }

    private static void descend(JsonNode node, String path, Map<String, String> places) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(member -> {
                if (member.getKey().equals(PROPERTIES) && member.getValue().isObject()) {
                    member.getValue()
                            .properties()
                            .forEach(property -> descend(property.getValue(), join(path, property.getKey()), places));
                } else {
                    descend(member.getValue(), join(path, member.getKey()), places);
                }
            });
        } else if (node.isArray() && node.valueStream().anyMatch(JsonNode::isContainer)) {
            for (int i = 0; i < node.size(); i++) {
                descend(node.get(i), join(path, String.valueOf(i + 1)), places);
            }
        } else if (node.isArray()) {
            String listed = node.valueStream().map(SchemaDifference::text).collect(Collectors.joining(", "));
            places.put(path, listed.isEmpty() ? "none" : listed);
        } else {
            places.put(path, text(node));
        }
    }

    private static String join(String path, String step) {
        return path.isEmpty() ? step : path + " · " + step;
    }

    private static String text(JsonNode leaf) {
        return leaf.isString() ? leaf.stringValue() : leaf.toString();
    }
}
