package dev.countersign.cli.login;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which addresses are spoken to: https, and plain http on this computer only (OAuth 2.1 §1.5, MCP AS-20). */
public final class Addresses {
    private Addresses() {}

    /**
     * Reads an address that a token or a secret may go to.
     *
     * @param what it is, for the sentence
     */
    public static URI safe(String text, String what) throws LoginException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw LoginException.refused(what + " is not a URL: " + text);
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw LoginException.refused(
                    what + " must be a whole URL without a user name or a fragment; it is " + text);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(uri.getHost()))) {
            throw LoginException.refused(
                    what + " must use https, because tokens would travel in the clear; it is " + text);
        }
        return uri;
    }

    /** Whether a host is this computer by its spelling alone. */
    public static boolean isLoopback(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }

    /**
     * Whether a resource is for an address: the same address, or a parent of it on the same host (MCP, canonical server
     * URI). Scheme and host are compared without case, a trailing slash and the default port count for nothing.
     */
    public static boolean covers(URI resource, URI address) {
        if (!origin(resource).equals(origin(address))) {
            return false;
        }
        String parent = path(resource);
        String path = path(address);
        return path.equals(parent) || path.startsWith(parent + "/");
    }

    /** Scheme, host and port, the usual port left out. */
    public static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + port;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
