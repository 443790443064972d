package dev.countersign.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Draws what a terminal showed as SVG: colours, bold and half blocks, on a dark ground. */
final class TerminalPicture {
    private static final int WIDTH = 9;
    private static final int HEIGHT = 18;
    private static final int MARGIN = 18;
    private static final Pattern CODE = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])");

    private record Look(String ink, String ground, boolean bold) {
        static final Look PLAIN = new Look("#d8dee9", "", false);

        Look with(String codes) {
            Look look = this;
            List<String> parts = List.of(codes.split(";"));
            for (int i = 0; i < parts.size(); i++) {
                String code = parts.get(i);
                boolean indexed = (code.equals("38") || code.equals("48")) && i + 2 < parts.size();
                look = switch (code) {
                    case "", "0" -> PLAIN;
                    case "1" -> new Look(look.ink, look.ground, true);
                    case "2" -> new Look("#7b8494", look.ground, look.bold);
                    case "31" -> new Look("#ef7a85", look.ground, look.bold);
                    case "32" -> new Look("#9fd68c", look.ground, look.bold);
                    case "33" -> new Look("#ebcb8b", look.ground, look.bold);
                    case "36" -> new Look("#7fc8d8", look.ground, look.bold);
                    case "38" -> new Look("#000000", look.ground, look.bold);
                    case "48" -> new Look(look.ink, "#ffffff", look.bold);
                    default -> look;
                };
                i += indexed ? 2 : 0;
            }
            return look;
        }
    }

    private record Cell(char c, Look look) {}

    private TerminalPicture() {}

    /** The picture of everything a terminal got. */
    static String of(String raw) {
        List<List<Cell>> lines = lines(raw);
        int columns = lines.stream().mapToInt(List::size).max().orElse(1);
        StringBuilder svg = new StringBuilder();
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="15" role="img" \
                aria-label="A login in a terminal">
                <rect width="100%%" height="100%%" rx="10" fill="#1d222b"/>
                """.formatted(columns * WIDTH + 2 * MARGIN, lines.size() * HEIGHT + 2 * MARGIN));
        for (int row = 0; row < lines.size(); row++) {
            line(lines.get(row), MARGIN + row * HEIGHT, svg);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void line(List<Cell> cells, int y, StringBuilder svg) {
        for (int from = 0; from < cells.size(); ) {
            int to = from;
            Look look = cells.get(from).look();
            StringBuilder text = new StringBuilder();
            while (to < cells.size() && cells.get(to).look().equals(look)) {
                text.append(cells.get(to++).c());
            }
            int x = MARGIN + from * WIDTH;
            if (!look.ground().isEmpty()) {
                rect(x, y, (to - from) * WIDTH, HEIGHT, look.ground(), svg);
                blocks(text, x, y, look.ink(), svg);
            } else if (!text.toString().isBlank()) {
                svg.append("<text x=\"%d\" y=\"%d\" fill=\"%s\"%s textLength=\"%d\" xml:space=\"preserve\">%s</text>\n"
                        .formatted(
                                x,
                                y + 14,
                                look.ink(),
                                look.bold() ? " font-weight=\"bold\"" : "",
                                (to - from) * WIDTH,
                                escaped(text.toString())));
            }
            from = to;
        }
    }

    private static void blocks(CharSequence text, int x, int y, String ink, StringBuilder svg) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int left = x + i * WIDTH;
            if (c == '█' || c == '▀') {
                rect(left, y, WIDTH, HEIGHT / 2, ink, svg);
            }
            if (c == '█' || c == '▄') {
                rect(left, y + HEIGHT / 2, WIDTH, HEIGHT / 2, ink, svg);
            }
        }
    }

    private static void rect(int x, int y, int width, int height, String fill, StringBuilder svg) {
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" shape-rendering=\"crispEdges\"/>\n"
                .formatted(x, y, width, height, fill));
    }

    /** What stands on the screen in the end: a carriage return goes back, and a cleared line is empty. */
    private static List<List<Cell>> lines(String raw) {
        List<List<Cell>> lines = new ArrayList<>(List.of(new ArrayList<>()));
        Look look = Look.PLAIN;
        int column = 0;
        Matcher code = CODE.matcher(raw);
        for (int i = 0; i < raw.length(); ) {
            char c = raw.charAt(i);
            List<Cell> line = lines.getLast();
            if (c == '\u001b' && code.find(i) && code.start() == i) {
                if (code.group(2).equals("m")) {
                    look = look.with(code.group(1));
                } else if (code.group(2).equals("K")) {
                    line.clear();
                }
                i = code.end();
                continue;
            }
            if (c == '\r') {
                column = 0;
            } else if (c == '\n') {
                lines.add(new ArrayList<>());
                column = 0;
            } else {
                while (line.size() <= column) {
                    line.add(new Cell(' ', Look.PLAIN));
                }
                line.set(column++, new Cell(c, look));
            }
            i++;
        }
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
