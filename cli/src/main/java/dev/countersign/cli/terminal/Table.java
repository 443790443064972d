package dev.countersign.cli.terminal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows for people: columns as wide as what is in them. On a terminal too narrow for that each row is a small block, because an
 * id that is cut off cannot be copied.
 */
public final class Table {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'").withZone(ZoneOffset.UTC);

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heads) {
        this.heads = List.of(heads);
    }

    /** Adds a row. What stands in it may come from a stranger, and must not steer the terminal. */
    public void row(String... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException("a row has as many cells as the table has heads");
        }
        rows.add(
                Arrays.stream(cells).map(cell -> cell.replaceAll("\\p{C}", "?")).toList());
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** A moment to the minute, in UTC; what is none stays as it is. */
    public static String minute(String instant) {
        try {
            return MINUTE.format(Instant.parse(instant));
        } catch (DateTimeException none) {
            return instant;
        }
    }

    /**
     * The lines.
     *
     * @param columns of the terminal; 0 for no limit
     */
    public String text(int columns, boolean colours) {
        int[] widths = new int[heads.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    heads.get(i).length(),
                    rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0));
        }
        int whole = Arrays.stream(widths).sum() + 2 * (widths.length - 1);
        return columns > 0 && whole > columns ? blocks(colours) : lines(widths, colours);
    }

    private String lines(int[] widths, boolean colours) {
        List<String> lines = new ArrayList<>();
        lines.add(Ink.DIM.on(line(heads, widths, false), colours));
        rows.forEach(row -> lines.add(line(row, widths, colours)));
        return String.join("\n", lines);
    }

    private static String line(List<String> cells, int[] widths, boolean colours) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = i == cells.size() - 1
                    ? ""
                    : " ".repeat(widths[i] - cells.get(i).length() + 2);
            line.append(inked(cells.get(i), colours)).append(padding);
        }
        return line.toString().stripTrailing();
    }

    private String blocks(boolean colours) {
        int label = heads.stream().mapToInt(String::length).max().orElse(0) + 2;
        return rows.stream().map(row -> block(row, label, colours)).collect(Collectors.joining("\n"));
    }

    private String block(List<String> row, int label, boolean colours) {
        StringBuilder block = new StringBuilder(Ink.BOLD.on(row.getFirst(), colours));
        for (int i = 1; i < row.size(); i++) {
            if (!row.get(i).isEmpty()) {
                String head = heads.get(i) + " ".repeat(label - heads.get(i).length());
                block.append("\n  ").append(Ink.DIM.on(head, colours)).append(inked(row.get(i), colours));
            }
        }
        return block.toString();
    }

    private static String inked(String cell, boolean colours) {
        return switch (cell) {
            case "alive" -> Ink.GREEN.on(cell, colours);
            case "suspended", "held", "not_yet" -> Ink.YELLOW.on(cell, colours);
            case "revoked", "barred" -> Ink.RED.on(cell, colours);
            case "ended_by_time" -> Ink.DIM.on(cell, colours);
            default -> cell;
        };
    }
}
