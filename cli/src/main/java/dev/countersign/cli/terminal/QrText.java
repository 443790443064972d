package dev.countersign.cli.terminal;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/** A QR code in half blocks: two modules a character, so that it stays square and small. */
final class QrText {
    private static final int QUIET = 2;
    // Black on white whatever the terminal's own colours are: scanners want dark modules on a light ground.
    private static final String COLOURS = "\u001b[38;5;16;48;5;231m";
    private static final String RESET = "\u001b[0m";

    private QrText() {}

    /** The lines of the code, or none when the text is too long for one. */
    static List<String> lines(String text, boolean colours) {
        QrCode code;
        try {
            code = QrCode.encodeText(text, QrCode.Ecc.LOW);
        } catch (DataTooLongException e) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET; y < code.size + QUIET; y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = -QUIET; x < code.size + QUIET; x++) {
                line.append(block(code.getModule(x, y) == colours, code.getModule(x, y + 1) == colours));
            }
            lines.add(colours ? COLOURS + line + RESET : line.toString());
        }
        return lines;
    }

    /** With colours ink is dark. Without, the terminal is taken for a dark one: its ink is light, so light modules get it. */
    private static char block(boolean upper, boolean lower) {
        if (upper) {
            return lower ? '█' : '▀';
        }
        return lower ? '▄' : ' ';
    }
}
