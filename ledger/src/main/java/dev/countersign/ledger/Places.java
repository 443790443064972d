package dev.countersign.ledger;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Places in the log, written as {@code 3 7-12 40}. */
public final class Places {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** Adds what {@link #text} wrote; what is not well-formed adds nothing. */
    public void add(String text) {
        add(text, Long.MAX_VALUE);
    }

    /** As {@link #add(String)}, without the places from a certain one on. */
    public void add(String text, long before) {
        for (var part : text.split(" ")) {
            if (!part.matches("[0-9]{1,18}(-[0-9]{1,18})?")) continue;
            var dash = part.indexOf('-');
            var first = Long.parseLong(dash < 0 ? part : part.substring(0, dash));
            var last = dash < 0 ? first : Long.parseLong(part.substring(dash + 1));
            if (first < before) ends.merge(first, Math.min(last, before - 1), Math::max);
        }
    }

    /** Whether this place was added. */
    public boolean contains(long place) {
        Map.Entry<Long, Long> range = ends.floorEntry(place);
        return range != null && place <= range.getValue();
    }

    /** Places as {@link #add} reads them: in order, neighbours as a range. */
    public static String text(Collection<Long> places) {
        var out = new StringBuilder();
        var first = -1L;
        var last = -2L;
        for (var place : new TreeSet<>(places)) {
            if (place != last + 1) {
                close(out, first, last);
                first = place;
            }
            last = place;
        }
        close(out, first, last);
        return out.toString();
    }

    private static void close(StringBuilder out, long first, long last) {
        if (first < 0) return;
        if (!out.isEmpty()) out.append(' ');
        out.append(first);
        if (last > first) out.append('-').append(last);
    }
}
