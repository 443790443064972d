package dev.countersign.ledger;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a tile below {@code tile/} (C2SP tlog-tiles): {@code 0/x001/x234/067}, {@code entries/000.p/3}.
 *
 * @param level 0 to 63, or {@link #ENTRIES}
 * @param width 1 to 256; a full tile has 256
 */
public record TilePath(int level, long index, int width) {
    /** The level of a bundle of entries. */
    public static final int ENTRIES = -1;

    /** Beyond it the places of the entries would not fit a number. */
    private static final long MOST = Long.MAX_VALUE / Tree.TILE - 1;

    private static final Pattern FORM =
            Pattern.compile("(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public TilePath {
        if (level < ENTRIES || level > 63 || index < 0 || index > MOST || width < 1 || width > Tree.TILE) {
            throw new IllegalArgumentException("there is no tile " + level + "/" + index + " of width " + width);
        }
    }

    /** Reads a path; empty unless it is the one spelling of a tile. */
    public static Optional<TilePath> parse(String path) {
        var match = FORM.matcher(path);
        if (!match.matches() || match.group(2).startsWith("x000/")) return Optional.empty();
        var level = match.group(1).equals("entries") ? ENTRIES : Integer.parseInt(match.group(1));
        var index = Long.parseLong(match.group(2).replaceAll("[x/]", "") + match.group(3));
        var width = match.group(4) == null ? Tree.TILE : Integer.parseInt(match.group(4));
        if (level > 63 || index > MOST || match.group(4) != null && width >= Tree.TILE) return Optional.empty();
        return Optional.of(new TilePath(level, index, width));
    }

    /** The index of the first entry of a bundle or of a tile of level 0. */
    public long firstEntry() {
        return index * Tree.TILE;
    }

    @Override
    public String toString() {
        var digits = "%03d".formatted(index % 1000);
        for (var rest = index / 1000; rest > 0; rest /= 1000) digits = "x%03d/".formatted(rest % 1000) + digits;
        return (level == ENTRIES ? "entries" : Integer.toString(level)) + "/" + digits
                + (width == Tree.TILE ? "" : ".p/" + width);
    }
}
