package dev.countersign.server.pages;

import io.nayuki.qrcodegen.QrCode.Ecc;

/**
 * A QR code, for pages and for terminals. Immutable.
 *
 * @param size modules per side, with the quiet zone that readers need
 * @param path the dark modules as an SVG path in a square of {@code size}
 */
public record QrCode(int size, String path) {
    private static final int QUIET = 4;

    /**
     * @throws IllegalArgumentException when the text is too long for a code
     */
    public static QrCode of(String text) {
        var code = encoded(text);
        var path = new StringBuilder();
        for (var y = 0; y < code.size; y++) {
            for (var x = 0; x < code.size; x++) {
                var run = 0;
                while (x + run < code.size && code.getModule(x + run, y)) run++;
                if (run > 0) {
                    path.append("M%d,%dh%dv1h-%dz".formatted(x + QUIET, y + QUIET, run, run));
                    x += run;
                }
            }
        }
        return new QrCode(code.size + 2 * QUIET, path.toString());
    }

    /**
     * The code as lines of half blocks, dark on light whatever the terminal's colours: light is what is printed.
     *
     * @throws IllegalArgumentException when the text is too long for a code
     */
    public static String terminal(String text) {
        var code = encoded(text);
        var quiet = QUIET / 2;
        var lines = new StringBuilder();
        for (var y = -quiet; y < code.size + quiet; y += 2) {
            for (var x = -quiet; x < code.size + quiet; x++) {
                // Outside the code everything is light.
                var top = !code.getModule(x, y);
                var bottom = y + 1 >= code.size + quiet || !code.getModule(x, y + 1);
                lines.append(top ? (bottom ? '█' : '▀') : (bottom ? '▄' : ' '));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private static io.nayuki.qrcodegen.QrCode encoded(String text) {
        try {
            return io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        } catch (io.nayuki.qrcodegen.DataTooLongException tooLong) {
            throw new IllegalArgumentException("the text is too long for a QR code", tooLong);
        }
    }
}
