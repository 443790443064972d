package dev.countersign.cli.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A grant, what came of it, and what was done with it: as text and as a picture. */
public final class Trace {
    private record Line(int depth, boolean grant, String text) {}

    private static final int ROW = 22;
    private static final int INDENT = 28;

    private final List<Line> lines = new ArrayList<>();

    /**
     * @param trace what the host answers to a trace
     */
    public Trace(JsonNode trace) {
        trace.path("grants")
                .valueStream()
                .filter(grant -> grant.path("parent").isMissingNode())
                .forEach(root -> add(root, trace, 0));
    }

    private void add(JsonNode grant, JsonNode trace, int depth) {
        var id = grant.path("id").asString("");
        var mark = id.equals(trace.path("grant").asString("")) ? " *" : "";
        lines.add(new Line(
                depth,
                true,
                "%s%s  %s -> %s (%s)%s, by %s, until %s"
                        .formatted(
                                id,
                                mark,
                                text(grant, "subject"),
                                text(grant, "client"),
                                text(grant, "agent"),
                                grant.path("device").asString("").isEmpty() ? "" : " on " + text(grant, "device"),
                                text(grant, "approval"),
                                text(grant, "until"))));
        grant.path("events").valueStream().forEach(event -> lines.add(new Line(depth + 1, false, event(event))));
        trace.path("grants")
                .valueStream()
                .filter(child -> child.path("parent").asString("").equals(id))
                .forEach(child -> add(child, trace, depth + 1));
    }

    private static String event(JsonNode event) {
        var detail = event.path("detail");
        var what = detail.properties().stream()
                .filter(member -> List.of("server", "tool", "method", "outcome", "millis", "credential", "to")
                        .contains(member.getKey()))
                .filter(member -> !member.getValue().asString("").isEmpty())
                .map(member -> member.getKey() + "=" + member.getValue().asString(""))
                .collect(Collectors.joining(" "));
        return "%s  %-14s %s  %s".formatted(text(event, "at"), text(event, "kind"), what, text(event, "id"));
    }

    private static String text(JsonNode node, String name) {
        return printable(node.path(name).asString(""));
    }

    /** What a client chose must not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    /** The lines, indented. */
    public String text() {
        return lines.stream()
                .map(line -> "  ".repeat(line.depth()) + (line.grant() ? "" : "- ") + line.text())
                .collect(Collectors.joining("\n"));
    }

    /** A picture (SVG 1.1) without scripts and without anything from elsewhere. */
    public String svg() {
        var out = new StringBuilder();
        var widest = lines.stream()
                        .mapToInt(line -> line.depth() * INDENT + line.text().length() * 8)
                        .max()
                        .orElse(0)
                + 60;
        var height = (lines.size() + 1) * ROW;
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\" font-size=\"13\" role=\"img\" aria-label=\"Trace of a grant\">\n"
                        .formatted(widest, height));
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (var i = 0; i < lines.size(); i++) draw(i, out);
        return out.append("</svg>\n").toString();
    }

    private void draw(int at, StringBuilder out) {
        var line = lines.get(at);
        var x = 14 + line.depth() * INDENT;
        var y = (at + 1) * ROW;
        if (line.depth() > 0) {
            var parent = parent(at);
            out.append("<path d=\"M%d %d V%d H%d\" fill=\"none\" stroke=\"#8a94a3\"/>\n"
                    .formatted(x - INDENT + 4, (parent + 1) * ROW + 4, y - 4, x - 4));
        }
        out.append(
                line.grant()
                        ? "<rect x=\"%d\" y=\"%d\" width=\"9\" height=\"9\" fill=\"#1f5fbf\"/>\n".formatted(x, y - 9)
                        : "<circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"#5b6675\"/>\n".formatted(x + 4, y - 4));
        out.append("<text x=\"%d\" y=\"%d\" fill=\"#17202b\"%s>%s</text>\n"
                .formatted(x + 15, y, line.grant() ? " font-weight=\"bold\"" : "", escaped(line.text())));
    }

    private int parent(int at) {
        var depth = lines.get(at).depth();
        var parent = at;
        while (lines.get(parent).depth() >= depth) parent--;
        return parent;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
