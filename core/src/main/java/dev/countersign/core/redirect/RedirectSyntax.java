package dev.countersign.core.redirect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads redirect URIs. Only a narrow grammar is read, in which this server, every URI library and every browser see the
 * same host, port and path: what is doubtful is no redirect URI.
 */
final class RedirectSyntax {
    static final int MAX_LENGTH = 2048;

    private static final String PCHAR = "[A-Za-z0-9._~!$&'()+,;=:@-]|%[0-9A-Fa-f]{2}";
    private static final String REST = "(?<rest>(/(" + PCHAR + "|/)*+)?(\\?(" + PCHAR + "|[/?])*+)?)";
    private static final String PORT = "(:(?<port>[1-9][0-9]{0,4}))?";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
    private static final Pattern LOOPBACK =
            Pattern.compile("http://(?<host>127\\.0\\.0\\.1|\\[::1]|localhost)" + PORT + REST);
    private static final Pattern LOOPBACK_START =
            Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]|localhost)([^A-Za-z0-9._-]|$)");
    private static final Pattern WEB =
            Pattern.compile("https://(?<host>" + LABEL + "(\\." + LABEL + ")*+|\\[[0-9A-Fa-f:.]{2,45}])" + PORT + REST);
    /** A segment of one or two dots, in any encoding, which clients resolve before they use the path. */
    private static final Pattern DOTS = Pattern.compile("/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

    private RedirectSyntax() {}

    /** The redirect, when the text is one in the grammar. */
    static Optional<Redirect> read(String text) {
        if (text.length() > MAX_LENGTH || DOTS.matcher(path(text)).find()) {
            return Optional.empty();
        }
        Matcher loopback = LOOPBACK.matcher(text);
        if (loopback.matches()) {
            return port(loopback, 80)
                    .map(port -> new Redirect.Loopback(text, loopback.group("host"), port, loopback.group("rest")));
        }
        Matcher web = WEB.matcher(text);
        return web.matches()
                ? port(web, 443).map(port -> new Redirect.Web(text, web.group("host"), port, web.group("rest")))
                : Optional.empty();
    }

    /** Why the text is no redirect, as the end of a sentence. */
    static String problem(String text) {
        if (text.length() > MAX_LENGTH) {
            return "is longer than " + MAX_LENGTH + " characters";
        }
        if (text.contains("#")) {
            return "has a fragment";
        }
        if (text.contains("*")) {
            return "has a wildcard; register every URI in full";
        }
        if (!text.startsWith("https://") && !LOOPBACK_START.matcher(text).lookingAt()) {
            return "is neither https nor http on 127.0.0.1, [::1] or localhost";
        }
        if (text.split("[/?]", 4)[2].contains("@")) {
            return "has user information before the host";
        }
        return "is not a plain absolute URI with a host, without dot segments and in ASCII";
    }

    static String path(String uri) {
        String beforeQuery = uri.split("\\?", 2)[0];
        int start = beforeQuery.indexOf('/', beforeQuery.indexOf("://") + 3);
        return start < 0 ? "" : beforeQuery.substring(start);
    }

    private static Optional<Integer> port(Matcher matcher, int fallback) {
        String text = matcher.group("port");
        int port = text == null ? fallback : Integer.parseInt(text);
        return port <= 65535 ? Optional.of(port) : Optional.empty();
    }
}
