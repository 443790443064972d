package dev.countersign.core.authority;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the arguments of one tool are limited: every pointer must lead to a value its constraint permits. An argument
 * that is limited and missing is not permitted. All limits that no call can meet are one and the same, {@link #NOTHING}.
 */
public record ToolLimits(SortedMap<Pointer, Constraint> constraints) {
    /** No limit. */
    public static final ToolLimits NONE = new ToolLimits(Collections.emptySortedMap());
    /** No call is permitted; in JSON {@code {"": {"in": []}}}. */
    public static final ToolLimits NOTHING = new ToolLimits(new TreeMap<>(Map.of(Pointer.ROOT, Constraint.In.NOTHING)));

    public ToolLimits {
        TreeMap<Pointer, Constraint> sorted = new TreeMap<>(constraints);
        if (sorted.values().stream().anyMatch(Constraint::isNothing)) {
            sorted.clear();
            sorted.put(Pointer.ROOT, Constraint.In.NOTHING);
        }
        constraints = Collections.unmodifiableSortedMap(sorted);
    }

    /** One constraint at one place. */
    public static ToolLimits of(String pointer, Constraint constraint) {
        return new ToolLimits(new TreeMap<>(Map.of(new Pointer(pointer), constraint)));
    }

    boolean isNone() {
        return constraints.isEmpty();
    }

    boolean isNothing() {
        return equals(NOTHING);
    }

    boolean narrows(ToolLimits other) {
        return isNothing()
                || other.constraints.entrySet().stream().allMatch(wider -> {
                    Constraint mine = constraints.get(wider.getKey());
                    return mine != null && mine.narrows(wider.getValue());
                });
    }

    ToolLimits meet(ToolLimits other) {
        TreeMap<Pointer, Constraint> both = new TreeMap<>(constraints);
        other.constraints.forEach((pointer, constraint) -> both.merge(pointer, constraint, Constraint::meet));
        return new ToolLimits(both);
    }

    /** The first constraint, in the order of the pointers, that stands against the call. */
    Optional<Decision.ArgumentOutside> objection(String tool, Call call) {
        for (Map.Entry<Pointer, Constraint> limit : constraints.entrySet()) {
            var value = limit.getKey().in(call.arguments());
            if (value.isEmpty() || !limit.getValue().permits(value.get())) {
                return Optional.of(
                        new Decision.ArgumentOutside(tool, limit.getKey(), limit.getValue(), value.isEmpty()));
            }
        }
        return Optional.empty();
    }
}
