package dev.countersign.cli.terminal;

/** A sentence in lines that fit a terminal. */
public final class Wrapped {
    private Wrapped() {}

    /**
     * The text with a line end wherever the next word would stand beyond the edge. What goes on begins below what was first; a
     * word is never cut, because it may be an address to copy.
     *
     * @param first the column where the text begins
     * @param columns of the terminal; 0 for no limit
     */
    public static String text(String text, int first, int columns) {
        if (columns <= first) {
            return text;
        }
        StringBuilder wrapped = new StringBuilder();
        int at = first;
        for (String word : text.split(" ")) {
            boolean begins = wrapped.isEmpty();
            if (!begins && at + 1 + word.length() > columns) {
                wrapped.append("\n").append(" ".repeat(first)).append(word);
                at = first + word.length();
            } else {
                wrapped.append(begins ? "" : " ").append(word);
                at += (begins ? 0 : 1) + word.length();
            }
        }
        return wrapped.toString();
    }
}
