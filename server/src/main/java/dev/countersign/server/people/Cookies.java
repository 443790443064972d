package dev.countersign.server.people;

import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The cookies of one issuer. Cookies ignore ports, and on http an agent's loopback callback is a stranger on the same
 * host: there each cookie is set once per path that needs it. On https it is one {@code __Host-} cookie
 * (draft-ietf-httpbis-rfc6265bis §4.1.3.2). All are HttpOnly, host-only and SameSite=Lax. Immutable.
 */
public final class Cookies {
    /** The paths a browser sends the session to. No loopback redirect may lie under one of them. */
    public static final List<String> PATHS =
            List.of("/consent", "/device", "/console", "/login", "/logout", "/stop", "/setup");

    /** The session of a signed-in owner. */
    static final Cookie SESSION =
            new Cookie("session", List.of("/consent", "/device", "/console", "/login", "/logout", "/stop"));

    /** Ties a form to a browser before anybody signed in. */
    static final Cookie FORM = new Cookie("form", List.of("/login", "/setup"));

    /** Says that an owner signed in from this browser before. */
    static final Cookie BROWSER = new Cookie("browser", List.of("/consent", "/console", "/login"));

    /** A cookie by purpose, and where it is needed. */
    record Cookie(String name, List<String> paths) {}

    private static final int MOST_VALUES = 16;
    private final boolean secure;

    public Cookies(URI issuer) {
        this.secure = "https".equals(issuer.getScheme());
    }

    /** Whether a loopback redirect with this path could receive a cookie of ours (RFC 6265 §5.1.4). */
    public static boolean reach(String path) {
        return PATHS.stream().anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
    }

    /**
     * The values the browser sent, the first of them; there are several when another local program set one of the same name.
     * Anybody can send hundreds, and each costs a look-up.
     */
    List<String> values(Exchange exchange, Cookie cookie) {
        return exchange.cookies(name(cookie)).stream().limit(MOST_VALUES).toList();
    }

    Reply set(Reply reply, Cookie cookie, String value, Duration age) {
        var answer = reply;
        for (var path : secure ? List.of("/") : cookie.paths()) {
            answer = answer.adding(
                    "Set-Cookie",
                    name(cookie) + "=" + value + "; Path=" + path + "; Max-Age=" + age.toSeconds()
                            + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : ""));
        }
        return answer;
    }

    Reply clear(Reply reply, Cookie cookie) {
        return set(reply, cookie, "", Duration.ZERO);
    }

    private String name(Cookie cookie) {
        return (secure ? "__Host-" : "") + "countersign-" + cookie.name();
    }
}
