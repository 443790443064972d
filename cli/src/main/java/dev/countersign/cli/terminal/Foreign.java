package dev.countersign.cli.terminal;

/** Words of a server that anybody may have put up. */
final class Foreign {
    private Foreign() {}

    /** The words, without what would move the cursor, colour other lines or turn the direction of the text. */
    static String clean(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
