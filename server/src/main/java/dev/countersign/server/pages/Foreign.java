package dev.countersign.server.pages;

/**
 * Text that somebody else chose, made harmless to read: no control, bidirectional or invisible characters, no towers of
 * combining marks, one line, bounded length. HTML escaping is the templates' business.
 */
public final class Foreign {
    private static final int MARKS = 3;

    private Foreign() {}

    /** A name: at most 80 characters. */
    public static String name(String text) {
        return text(text, 80);
    }

    /**
     * @param most the greatest number of code points kept; what was cut is replaced by an ellipsis
     */
    public static String text(String text, int most) {
        var kept = new StringBuilder(Math.min(text.length(), most) + 1);
        var count = 0;
        var marks = 0;
        var space = true;
        for (var i = 0; i < text.length(); ) {
            var point = text.codePointAt(i);
            i += Character.charCount(point);
            var type = Character.getType(point);
            if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
                if (space) continue;
                point = ' ';
                space = true;
            } else if (hidden(point, type)) {
                if (kept.toString().endsWith("\uFFFD")) continue;
                point = 0xFFFD;
                space = false;
            } else {
                var mark = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
                marks = mark ? marks + 1 : 0;
                if (marks > MARKS) continue;
                space = false;
            }
            if (count++ == most) return kept.toString().strip() + "…";
            kept.appendCodePoint(point);
        }
        return kept.toString().strip();
    }

    private static boolean hidden(int point, int type) {
        return switch (type) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            // Letters and symbols that are drawn as nothing: Hangul fillers, the Braille blank, variation selectors.
            default ->
                point == 0x115F
                        || point == 0x1160
                        || point == 0x3164
                        || point == 0xFFA0
                        || point == 0x2800
                        || point == 0x034F
                        || (point >= 0xFE00 && point <= 0xFE0F)
                        || (point >= 0xE0100 && point <= 0xE01EF);
        };
    }
}
