package dev.countersign.server.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Words with moments among them. A page marks each moment, so that a script can put it into the reader's own zone; as text
 * they stand in UTC. Immutable.
 */
public record Told(List<Part> parts) {
    /** A piece of it. */
    public sealed interface Part {
        /** Words as they are. */
        record Words(String text) implements Part {
            @Override
            public String toString() {
                return text;
            }
        }

        /**
         * A moment.
         *
         * @param now when it is read, which says how exactly it has to be named
         */
        record Moment(Instant at, Instant now) implements Part {
            @Override
            public String toString() {
                return Moments.words(at, now);
            }
        }
    }

    public Told {
        parts = List.copyOf(parts);
    }

    public static Told of(String text) {
        return new Told(List.of(new Part.Words(text)));
    }

    /** Nothing but a moment. */
    public static Told at(Instant moment, Instant now) {
        return new Told(List.of(new Part.Moment(moment, now)));
    }

    /** This and then more. */
    public Told and(Told more) {
        var all = new ArrayList<>(parts);
        all.addAll(more.parts);
        return new Told(all);
    }

    /** The same beginning with a capital letter, when it begins with a word. */
    public Told capitalised() {
        if (parts.isEmpty() || !(parts.getFirst() instanceof Part.Words(var text)) || text.isEmpty()) return this;
        var all = new ArrayList<>(parts);
        all.set(0, new Part.Words(Character.toUpperCase(text.charAt(0)) + text.substring(1)));
        return new Told(all);
    }

    /** As plain text. */
    public String text() {
        return parts.stream().map(Part::toString).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return text();
    }
}
