package dev.countersign.core.authority;

import dev.countersign.core.json.Canonical;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Reads the limits of one tool's arguments: JSON Pointer to constraint. */
final class ConstraintReader {
    static final int MAX_POINTERS = 16;
    static final int MAX_VALUES = 64;
    static final int MAX_POINTER = 256;
    static final int MAX_PATH = 1024;

    private ConstraintReader() {}

    static ToolLimits limits(Place object) {
        TreeMap<Pointer, Constraint> limits = new TreeMap<>();
        for (Place.Member member : object.members(1, MAX_POINTERS)) {
            if (member.name().length() > MAX_POINTER || !Pointer.isPointer(member.name())) {
                throw member.value()
                        .wrong("a member that is no JSON Pointer", "write one like '/path', escaping '~' as '~0'");
            }
            limits.put(new Pointer(member.name()), constraint(member.value()));
        }
        return new ToolLimits(limits);
    }

    private static Constraint constraint(Place object) {
        Place.Member only = object.members(1, 1).getFirst();
        return switch (only.name()) {
            case "in" -> in(only.value());
            case "under" -> under(only.value());
            case "max" -> max(only.value());
            default -> throw only.value().wrong("an unknown constraint", "use one of in, under, max");
        };
    }

    private static Constraint in(Place array) {
        List<JsonNode> values = new ArrayList<>();
        // None at all is what a meet may leave, so it is read too: it permits nothing.
        for (Place element : array.elements(0, MAX_VALUES)) {
            element.require(
                    Canonical.exact(element.node()).isPresent(),
                    "a number must be an IEEE 754 double exactly as it is written; else send a string");
            values.add(element.node());
        }
        return Constraint.In.of(values);
    }

    private static Constraint under(Place array) {
        TreeSet<String> folders = new TreeSet<>();
        for (Place element : array.elements(1, MAX_VALUES)) {
            String path = element.string(MAX_PATH);
            folders.add(Folder.normal(path)
                    .orElseThrow(() -> element.wrong(
                            InvalidAuthority.quote(path),
                            "write an absolute path without '.', '..', '//', percent-encoding or backslash")));
        }
        return new Constraint.Under(folders);
    }

    private static Constraint max(Place number) {
        number.number();
        number.require(
                Canonical.exact(number.node()).isPresent(),
                "a limit must be an IEEE 754 double exactly as it is written");
        return new Constraint.Max(number.node().decimalValue());
    }
}
