package dev.countersign.server.tree;

import dev.countersign.acts.Standing;
import dev.countersign.core.GrantId;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.tree.GrantTree.Node;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A tree of grants as SVG: the root on the left, what was handed on to the right of what it came of. A pure function.
 *
 * <p>A picture inside a page takes the page's colour ({@code currentColor}) and has neither style nor script, so that no
 * content security policy stands against it. States are told by words, by a sign and by the kind of border, never by colour.
 * Screen readers get the whole tree as one description.
 */
public final class TreeDrawing {
    private static final int MOST = 200;
    private static final int WIDTH = 260;
    private static final int HEIGHT = 84;
    private static final int ACROSS = WIDTH + 44;
    private static final int DOWN = HEIGHT + 18;
    private static final int MARGIN = 8;
    private static final int FITS = 32;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMM yyyy HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private record Place(int column, double row) {
        int x() {
            return MARGIN + column * ACROSS;
        }

        int y() {
            return MARGIN + (int) Math.round(row * DOWN);
        }
    }

    private final List<Node> nodes;
    private final int left;
    private final Map<Optional<GrantId>, List<Node>> children = new HashMap<>();
    private final Map<GrantId, Place> places = new HashMap<>();
    private int rows;
    private int columns;

    private TreeDrawing(GrantTree tree) {
        this.nodes = tree.nodes().subList(0, Math.min(MOST, tree.nodes().size()));
        this.left = tree.nodes().size() - nodes.size();
        nodes.forEach(node ->
                children.computeIfAbsent(node.parent(), _ -> new ArrayList<>()).add(node));
        children.getOrDefault(Optional.<GrantId>empty(), List.of()).forEach(root -> place(root, 0));
    }

    /** An {@code svg} element to stand in a page. */
    public static String inPage(GrantTree tree) {
        return new TreeDrawing(tree).svg("");
    }

    /** A file of its own, light or dark as its reader likes it. */
    public static String file(GrantTree tree) {
        var style = "<style>svg{color:#1a1c20;background:#fff}"
                + "@media(prefers-color-scheme:dark){svg{color:#e8e9ec;background:#16181c}}</style>";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + new TreeDrawing(tree).svg(style) + "\n";
    }

    /** A leaf takes the next row; what has children stands in their middle. */
    private Place place(Node node, int column) {
        columns = Math.max(columns, column + 1);
        var below = children.getOrDefault(Optional.of(node.id()), List.of()).stream()
                .map(child -> place(child, column + 1))
                .toList();
        var row = below.isEmpty()
                ? rows++
                : (below.getFirst().row() + below.getLast().row()) / 2;
        var place = new Place(column, row);
        places.put(node.id(), place);
        return place;
    }

    private String svg(String style) {
        var width = 2 * MARGIN + Math.max(1, columns) * ACROSS - (ACROSS - WIDTH);
        var height = 2 * MARGIN + Math.max(1, rows) * DOWN - (DOWN - HEIGHT) + (left > 0 ? 24 : 0);
        var id = nodes.isEmpty()
                ? "tree"
                : "tree-" + escaped(nodes.getFirst().id().value());
        var out = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"")
                .append(id)
                .append("-title ")
                .append(id)
                .append("-desc\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append(
                        "\" fill=\"none\" stroke=\"currentColor\" font-family=\"system-ui, sans-serif\" font-size=\"13\">")
                .append(style)
                .append("<title id=\"")
                .append(id)
                .append("-title\">")
                .append(
                        nodes.size() == 1
                                ? "One grant, not handed on"
                                : "A tree of " + (nodes.size() + left) + " grants")
                .append("</title><desc id=\"")
                .append(id)
                .append("-desc\">")
                .append(escaped(told()))
                .append("</desc>");
        nodes.forEach(node -> line(node, out));
        nodes.forEach(node -> box(node, out));
        if (left > 0) {
            text(MARGIN, height - MARGIN, "and " + left + " more, which are not drawn", "", out);
        }
        return out.append("</svg>").toString();
    }

    private void line(Node node, StringBuilder out) {
        var to = places.get(node.id());
        var from = node.parent().map(places::get);
        if (to == null || from.isEmpty()) return;
        var startX = from.get().x() + WIDTH;
        var startY = from.get().y() + HEIGHT / 2;
        var endY = to.y() + HEIGHT / 2;
        var middle = (startX + to.x()) / 2;
        out.append("<path d=\"M")
                .append(startX)
                .append(' ')
                .append(startY)
                .append(" H")
                .append(middle)
                .append(" V")
                .append(endY)
                .append(" H")
                .append(to.x())
                .append("\" opacity=\"0.6\"/>");
    }

    private void box(Node node, StringBuilder out) {
        var place = places.get(node.id());
        if (place == null) return;
        var x = place.x() + 12;
        var y = place.y();
        out.append("<g><title>")
                .append(escaped(told(node)))
                .append("</title><rect x=\"")
                .append(place.x())
                .append("\" y=\"")
                .append(y)
                .append("\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(HEIGHT)
                .append("\" rx=\"6\"")
                .append(border(node))
                .append("/>");
        text(
                x,
                y + 21,
                (node.asked() ? "▸ " : "") + fitting(node.who()),
                " font-weight=\"600\"" + (ended(node) ? " text-decoration=\"line-through\"" : ""),
                out);
        text(x, y + 38, fitting(node.where()), "", out);
        text(x, y + 55, fitting(node.what()), "", out);
        text(x, y + 73, sign(node.standing()) + " " + state(node), " font-weight=\"600\"", out);
        out.append("</g>");
    }

    private static void text(int x, int y, String words, String more, StringBuilder out) {
        out.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" fill=\"currentColor\" stroke=\"none\"")
                .append(more)
                .append('>')
                .append(escaped(words))
                .append("</text>");
    }

    private static String border(Node node) {
        var line = switch (node.standing()) {
            case ALIVE -> "";
            case SUSPENDED, HELD -> " stroke-dasharray=\"10 5\"";
            case NOT_YET -> " stroke-dasharray=\"2 5\"";
            case REVOKED, BARRED -> " stroke-dasharray=\"3 3\"";
            case ENDED_BY_TIME -> " stroke-dasharray=\"3 3\" opacity=\"0.6\"";
        };
        return line + " stroke-width=\"" + (node.asked() ? "2.5" : "1.25") + "\"";
    }

    private static boolean ended(Node node) {
        return switch (node.standing()) {
            case REVOKED, BARRED, ENDED_BY_TIME -> true;
            case ALIVE, SUSPENDED, HELD, NOT_YET -> false;
        };
    }

    private static String sign(Standing standing) {
        return switch (standing) {
            case ALIVE -> "●";
            case SUSPENDED, HELD -> "‖";
            case NOT_YET -> "○";
            case REVOKED, BARRED -> "✕";
            case ENDED_BY_TIME -> "–";
        };
    }

    private static String state(Node node) {
        return switch (node.standing()) {
            case ALIVE -> "until " + minute(node.until());
            case SUSPENDED -> "suspended";
            case HELD -> "held by an admin or the operator";
            case NOT_YET -> "has not begun";
            case REVOKED -> "revoked";
            case BARRED -> "barred";
            case ENDED_BY_TIME -> "ended " + minute(node.until());
        };
    }

    private static String minute(Instant moment) {
        return MINUTE.format(moment);
    }

    private String told() {
        var words = new StringBuilder();
        for (var node : nodes) {
            words.append(words.isEmpty() ? "" : " ").append(told(node));
        }
        return words.toString();
    }

    /** One grant in a sentence, with what it came of. */
    private String told(Node node) {
        var from = node.parent()
                .flatMap(parent -> nodes.stream()
                        .filter(other -> other.id().equals(parent))
                        .findFirst())
                .map(parent -> ", handed on by " + parent.who())
                .orElse("");
        return node.who() + from + ", " + node.where() + ": " + node.what() + "; "
                + (node.standing() == Standing.ALIVE ? "alive " : "") + state(node)
                + (node.asked() ? "; this is the one asked for" : "") + " (" + node.id() + ").";
    }

    private static String fitting(String words) {
        return Foreign.text(words, FITS);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
