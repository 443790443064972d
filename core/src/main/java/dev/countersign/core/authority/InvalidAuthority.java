package dev.countersign.core.authority;

import java.util.Locale;

/**
 * {@code authorization_details} (RFC 9396 §5: {@code invalid_authorization_details}) that this server does not
 * understand or does not accept. The message is printable ASCII without quotes and backslashes, so it may stand in an
 * {@code error_description} (RFC 6749 §5.2) as it is.
 */
public final class InvalidAuthority extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SEEN = 60;

    private final String path;
    private final String seen;
    private final String remedy;

    InvalidAuthority(String path, String seen, String remedy) {
        super(String.format(
                Locale.ROOT,
                "authorization_details%s: saw %s; %s.",
                path.isEmpty() ? "" : " at " + printable(path),
                printable(seen),
                printable(remedy)));
        this.path = path;
        this.seen = printable(seen);
        this.remedy = remedy;
    }

    /** JSON Pointer (RFC 6901) to the member that is wrong; empty for the whole. */
    public String path() {
        return path;
    }

    /** What stood there, shortened. */
    public String seen() {
        return seen;
    }

    /** What to do instead. */
    public String remedy() {
        return remedy;
    }

    /** {@code value}, short enough to be quoted to whoever sent it. */
    static String quote(String value) {
        return "'" + (value.length() <= LONGEST_SEEN ? value : value.substring(0, LONGEST_SEEN) + "...") + "'";
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?").replace('"', '\'').replace('\\', '?');
    }
}
