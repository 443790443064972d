package dev.countersign.server.oauth;

import dev.countersign.core.client.Client;
import dev.countersign.server.oauth.client.RedirectRule;
import dev.countersign.server.people.Cookies;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which redirect URIs are lawful, and which of them a client may use now. Exact, except that loopback addresses may use any
 * port (RFC 8252 §7.3; {@code localhost} too, because real clients send it). Never this server itself, and on loopback never
 * a path that would receive a cookie of ours. The presented URI is the one used. Immutable.
 */
public final class RedirectChoice implements RedirectRule {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final int LONGEST = 1000;

    private final URI issuer;

    public RedirectChoice(URI issuer) {
        this.issuer = issuer;
    }

    /** Whether the URI leads to this computer, over http. */
    public static boolean loopback(String uri) {
        return parsed(uri).filter(RedirectChoice::loopback).isPresent();
    }

    @Override
    public Optional<String> problem(String uri) {
        var parsed = parsed(uri);
        if (uri.length() > LONGEST) return Optional.of("is longer than " + LONGEST + " characters");
        if (parsed.isEmpty()) return Optional.of("is not a well-formed absolute URI with a host");
        return problem(parsed.get());
    }

    private Optional<String> problem(URI uri) {
        if (uri.getRawFragment() != null) return Optional.of("has a fragment; leave it out");
        if (uri.getRawUserInfo() != null) return Optional.of("has a user name or password; leave them out");
        if (!uri.getScheme().equals("https") && !loopback(uri)) {
            return Optional.of(
                    "is neither https nor http on this computer (http://127.0.0.1, http://[::1] or http://localhost)");
        }
        if (dotSegments(uri.getRawPath())) return Optional.of("has . or .. in its path; write the path out");
        if (own(uri)) return Optional.of("leads to this server itself; use an address of the client's own");
        if (loopback(uri) && Cookies.reach(uri.getRawPath())) {
            return Optional.of("has a path that this server uses for its own pages; use another, such as /callback");
        }
        return Optional.empty();
    }

    /**
     * Why this client may not use this redirect URI, as sentences for the person in the browser; empty when it may.
     */
    Optional<String> objection(Client client, String presented) {
        var problem = problem(presented);
        if (problem.isPresent())
            return Optional.of("The address the program wants to return to " + problem.get() + ".");
        if (client.anyLoopbackRedirect() && loopback(presented)) return Optional.empty();
        if (client.redirectUris().stream().anyMatch(registered -> matches(registered, presented))) {
            return Optional.empty();
        }
        return Optional.of("The address the program wants to return to is not one that " + client.id()
                + " is known by. Start again at the program; if it happens again, its registration is wrong.");
    }

    /** RFC 9700 §2.1: simple string comparison, but for the port on loopback. */
    private static boolean matches(String registered, String presented) {
        if (registered.equals(presented)) return true;
        var a = parsed(registered).filter(RedirectChoice::loopback);
        var b = parsed(presented).filter(RedirectChoice::loopback);
        return a.isPresent()
                && b.isPresent()
                && a.get().getHost().equals(b.get().getHost())
                && a.get().getRawPath().equals(b.get().getRawPath())
                && Objects.equals(a.get().getRawQuery(), b.get().getRawQuery());
    }

    /** The issuer's own origin; on loopback by each of its names, for the server listens on all of them. */
    private boolean own(URI uri) {
        var sameHost = uri.getHost().equalsIgnoreCase(issuer.getHost())
                || (LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)) && LOOPBACK.contains(issuer.getHost()));
        return sameHost && port(uri) == port(issuer);
    }

    private static int port(URI uri) {
        if (uri.getPort() != -1) return uri.getPort();
        return uri.getScheme().equals("https") ? 443 : 80;
    }

    private static boolean loopback(URI uri) {
        return uri.getScheme().equals("http") && LOOPBACK.contains(uri.getHost());
    }

    private static boolean dotSegments(String path) {
        return Arrays.stream(path.toLowerCase(Locale.ROOT).replace("%2e", ".").split("/", -1))
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    private static Optional<URI> parsed(String uri) {
        try {
            if (!uri.chars().allMatch(c -> c > 0x20 && c < 0x7f)) return Optional.empty();
            var parsed = new URI(uri);
            return parsed.getHost() == null || parsed.getScheme() == null ? Optional.empty() : Optional.of(parsed);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
