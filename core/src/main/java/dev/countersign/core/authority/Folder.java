package dev.countersign.core.authority;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Absolute slash-separated paths that every program reads alike. A path that some program might read in another way
 * is refused rather than repaired: we cannot know which program stands behind the gateway.
 */
final class Folder {
    private static final Pattern PERCENT_ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private static final int LONGEST = 4096;

    private Folder() {}

    /** The one spelling of the path, which ends in a slash; or nothing when the path is not plain. */
    static Optional<String> normal(String path) {
        // No system opens a longer path, and normalising a long run of accents takes the square of its length.
        if (path.length() > LONGEST) {
            return Optional.empty();
        }
        // Some programs compare names after compatibility normalisation, where U+FF0F is '/' and U+2024 is '.'.
        if (!isPlain(path) || !isPlain(Normalizer.normalize(path, Normalizer.Form.NFKC))) {
            return Optional.empty();
        }
        return Optional.of(path.endsWith("/") ? path : path + "/");
    }

    /** Whether {@code path} is {@code folder} or lies below it; both as {@link #normal} spells them. */
    static boolean contains(String folder, String path) {
        return path.startsWith(folder);
    }

    private static boolean isPlain(String path) {
        if (!path.startsWith("/") || PERCENT_ENCODED.matcher(path).find()) {
            return false;
        }
        if (!path.codePoints().allMatch(Folder::isPlain)) {
            return false;
        }
        String body = path.substring(1, path.endsWith("/") ? Math.max(1, path.length() - 1) : path.length());
        if (body.isEmpty()) {
            return path.equals("/");
        }
        for (String segment : body.split("/", -1)) {
            if (isDotty(segment)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int codePoint) {
        if (codePoint == '\\') {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            // FORMAT characters are invisible, and some file systems ignore them in names.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Empty, '.', '..', and what Windows turns into one of them by dropping dots and spaces at the end. */
    private static boolean isDotty(String segment) {
        return segment.chars().allMatch(c -> c == '.' || c == ' ');
    }
}
