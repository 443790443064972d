package dev.countersign.core.redirect;

import dev.countersign.core.client.Client;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which redirect URIs are lawful here, and which registered one a presented one matches (MCP 2026-07-28 AS-20 to AS-22,
 * RFC 9700 §4.1.3). Immutable.
 */
public final class Redirects {
    private final boolean issuerIsLoopback;
    private final String issuerScheme;
    private final String issuerHost;
    private final int issuerPort;
    private final List<String> cookiePaths;

    /**
     * The rules of one server.
     *
     * @param issuer where it is reached itself, an absolute http or https URI
     * @param cookiePaths the paths its cookies are scoped to, such as {@code /consent}. Cookies ignore ports, so a
     *     program on the same host would be sent a cookie when its callback lay under one of them
     */
    public Redirects(URI issuer, Collection<String> cookiePaths) {
        this.issuerScheme = issuer.getScheme().toLowerCase(Locale.ROOT);
        this.issuerHost = issuer.getHost().toLowerCase(Locale.ROOT);
        this.issuerPort = issuer.getPort() >= 0 ? issuer.getPort() : issuerScheme.equals("https") ? 443 : 80;
        this.issuerIsLoopback = RedirectSyntax.read("http://" + issuerHost).isPresent();
        this.cookiePaths = List.copyOf(cookiePaths);
    }

    /**
     * What is wrong with a URI that a client wants to register or presents, as the end of a sentence such as
     * {@code has a fragment}; empty when it is lawful. The URI itself is not repeated.
     */
    public Optional<String> problem(String uri) {
        Optional<Redirect> redirect = RedirectSyntax.read(uri);
        return redirect.isEmpty() ? Optional.of(RedirectSyntax.problem(uri)) : problem(redirect.get());
    }

    /** Whether a client may register this URI. */
    public boolean mayRegister(String uri) {
        return problem(uri).isEmpty();
    }

    /**
     * The redirect that a request of this client may use: lawful as it is presented, and matching a registered one. The
     * presented URI is the one to store and to use.
     */
    public Optional<Redirect> admit(Client client, String presented) {
        return RedirectSyntax.read(presented)
                .filter(redirect -> problem(redirect).isEmpty())
                .filter(redirect -> (client.anyLoopbackRedirect() && redirect instanceof Redirect.Loopback)
                        || client.redirectUris().stream().anyMatch(registered -> matches(registered, presented)));
    }

    /**
     * Whether the two are the same string (MCP AS-21), or both loopback and the same but for the port (RFC 8252 §7.3).
     */
    public static boolean matches(String registered, String presented) {
        return registered.equals(presented)
                || (RedirectSyntax.read(registered).orElse(null) instanceof Redirect.Loopback known
                        && RedirectSyntax.read(presented).orElse(null) instanceof Redirect.Loopback now
                        && known.sameButForPort(now));
    }

    private Optional<String> problem(Redirect redirect) {
        if (isOurs(redirect)) {
            return Optional.of("lies under this server's own origin");
        }
        if (redirect instanceof Redirect.Loopback loopback && mayReceiveCookies(loopback)) {
            return Optional.of("has a path under which this server keeps cookies; choose another, such as /callback");
        }
        return Optional.empty();
    }

    private boolean isOurs(Redirect redirect) {
        return switch (redirect) {
            // All names of this computer lead to the same port.
            case Redirect.Loopback loopback -> issuerIsLoopback && loopback.port() == issuerPort;
            case Redirect.Web web ->
                issuerScheme.equals("https")
                        && web.port() == issuerPort
                        && web.host().toLowerCase(Locale.ROOT).equals(issuerHost);
        };
    }

    /** RFC 6265 §5.1.4, on the path as a lenient client might decode it. */
    private boolean mayReceiveCookies(Redirect.Loopback loopback) {
        String raw = RedirectSyntax.path(loopback.uri());
        String path = raw.isEmpty() ? "/" : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        return cookiePaths.stream()
                .anyMatch(
                        cookie -> path.equals(cookie) || path.startsWith(cookie.endsWith("/") ? cookie : cookie + "/"));
    }
}
