package dev.countersign.core.authority;

import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one argument of a tool may be: a set of JSON values. {@link #narrows} is the subset relation of these sets and
 * {@link #meet} their intersection, both exactly. The list is closed.
 */
public sealed interface Constraint {
    /** Whether {@code value} is in the set. */
    boolean permits(JsonNode value);

    /** Whether each value in this set is in {@code other}. */
    boolean narrows(Constraint other);

    /** The values in both sets. */
    Constraint meet(Constraint other);

    /** The form in JSON: one object with one member, {@code in}, {@code under} or {@code max}. */
    ObjectNode toJson();

    /** Whether no value at all is permitted. */
    default boolean isNothing() {
        return false;
    }

    /**
     * Exactly these values, numbers compared by value ({@code 1} is {@code 1.0}), objects without regard to the order of
     * their members. No values: nothing is permitted.
     *
     * @param canonical the values in canonical form
     */
    record In(SortedSet<String> canonical) implements Constraint {
        /** The empty set. */
        public static final In NOTHING = new In(new TreeSet<>());

        public In {
            canonical = Collections.unmodifiableSortedSet(new TreeSet<>(canonical));
        }

        /**
         * The set of these values.
         *
         * @throws IllegalArgumentException when a value has no exact canonical form
         */
        public static In of(Collection<? extends JsonNode> values) {
            TreeSet<String> canonical = new TreeSet<>();
            for (JsonNode value : values) {
                canonical.add(Canonical.exact(value)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "A number in the values is no IEEE 754 double; send it as a string")));
            }
            return new In(canonical);
        }

        /** The set of these strings. */
        public static In strings(String... values) {
            return of(Arrays.stream(values)
                    .map(JsonNodeFactory.instance::stringNode)
                    .toList());
        }

        /** The values, in the order of their canonical forms. */
        public List<JsonNode> values() {
            return canonical.stream().map(StrictJson::parse).toList();
        }

        @Override
        public boolean permits(JsonNode value) {
            return Canonical.exact(value).map(text -> canonical.contains(text)).orElse(false);
        }

        @Override
        public boolean narrows(Constraint other) {
            return other instanceof In wider
                    ? wider.canonical.containsAll(canonical)
                    : values().stream().allMatch(other::permits);
        }

        @Override
        public Constraint meet(Constraint other) {
            if (other instanceof In in) {
                TreeSet<String> both = new TreeSet<>(canonical);
                both.retainAll(in.canonical);
                return new In(both);
            }
            return of(values().stream().filter(other::permits).toList());
        }

        @Override
        public boolean isNothing() {
            return canonical.isEmpty();
        }

        @Override
        public ObjectNode toJson() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            return JsonNodeFactory.instance.objectNode().set("in", array.addAll(values()));
        }
    }

    /**
     * Strings that are plain absolute paths equal to or below one of these folders. Relative paths, and paths with
     * {@code .}, {@code ..} or empty segments, backslashes, percent-encoding, control or invisible characters are not
     * permitted anywhere, for the tool might read them in another way than we do. Symbolic links are the tool's matter.
     *
     * @param folders plain absolute paths; a trailing slash makes no difference and is added, folders inside others
     *     are dropped
     */
    record Under(SortedSet<String> folders) implements Constraint {
        /**
         * Normalises the folders.
         *
         * @throws IllegalArgumentException when there is none or one of them is not plain and absolute
         */
        public Under {
            TreeSet<String> outermost = new TreeSet<>();
            for (String folder : folders) {
                outermost.add(Folder.normal(folder)
                        .orElseThrow(() -> new IllegalArgumentException("A folder is a plain absolute path")));
            }
            if (outermost.isEmpty()) {
                throw new IllegalArgumentException("Name at least one folder");
            }
            List<String> all = List.copyOf(outermost);
            outermost.removeIf(
                    inner -> all.stream().anyMatch(outer -> !outer.equals(inner) && Folder.contains(outer, inner)));
            folders = Collections.unmodifiableSortedSet(outermost);
        }

        /** Everything under these folders. */
        public static Under of(String... folders) {
            return new Under(new TreeSet<>(List.of(folders)));
        }

        @Override
        public boolean permits(JsonNode value) {
            return value.isString()
                    && Folder.normal(value.stringValue()).map(this::covers).orElse(false);
        }

        @Override
        public boolean narrows(Constraint other) {
            return other instanceof Under wider && folders.stream().allMatch(wider::covers);
        }

        @Override
        public Constraint meet(Constraint other) {
            return switch (other) {
                case In in -> in.meet(this);
                case Max _ -> In.NOTHING;
                case Under under -> meet(under);
            };
        }

        private Constraint meet(Under other) {
            TreeSet<String> deeper = new TreeSet<>();
            folders.stream().filter(other::covers).forEach(deeper::add);
            other.folders.stream().filter(this::covers).forEach(deeper::add);
            return deeper.isEmpty() ? In.NOTHING : new Under(deeper);
        }

        private boolean covers(String path) {
            return folders.stream().anyMatch(folder -> Folder.contains(folder, path));
        }

        @Override
        public ObjectNode toJson() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            folders.forEach(array::add);
            return JsonNodeFactory.instance.objectNode().set("under", array);
        }
    }

    /**
     * Numbers up to and including this one, compared exactly.
     *
     * @param limit an exact decimal, trailing zeros dropped
     */
    record Max(BigDecimal limit) implements Constraint {
        /**
         * Normalises the number.
         *
         * @throws IllegalArgumentException when it is no IEEE 754 double, so that canonical JSON cannot hold it exactly
         */
        public Max {
            limit = limit.signum() == 0 ? BigDecimal.ZERO : limit.stripTrailingZeros();
            if (Canonical.exact(JsonNodeFactory.instance.numberNode(limit)).isEmpty()) {
                throw new IllegalArgumentException("The limit is no IEEE 754 double");
            }
        }

        /** Numbers up to {@code limit}. */
        public static Max of(long limit) {
            return new Max(BigDecimal.valueOf(limit));
        }

        @Override
        public boolean permits(JsonNode value) {
            return (value.isIntegralNumber() || value.isBigDecimal())
                    && value.decimalValue().compareTo(limit) <= 0;
        }

        @Override
        public boolean narrows(Constraint other) {
            return other instanceof Max wider && limit.compareTo(wider.limit) <= 0;
        }

        @Override
        public Constraint meet(Constraint other) {
            return switch (other) {
                case In in -> in.meet(this);
                case Under _ -> In.NOTHING;
                case Max max -> limit.compareTo(max.limit) <= 0 ? this : max;
            };
        }

        @Override
        public ObjectNode toJson() {
            return JsonNodeFactory.instance.objectNode().put("max", limit);
        }
    }
}
