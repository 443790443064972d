package dev.countersign.server.oauth.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A {@code client_id} that is the address of its own metadata document (draft-ietf-oauth-client-id-metadata-document §3):
 * https, port 443, a path without dot segments, no fragment, no user information.
 *
 * @param text the client_id exactly as it was sent
 */
record DocumentUrl(String text, String host, int port, String target) {
    private static final int LONGEST = 1000;
    private static final String SCHEME = "https://";

    /** Whether a client_id claims to be a URL, well-formed or not. */
    static boolean looksLikeOne(String clientId) {
        return clientId.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || clientId.regionMatches(true, 0, "http://", 0, 7);
    }

    /**
     * @param anyPort whether a port other than 443 may stand (only where documents on this computer are allowed)
     * @throws UnresolvedClient naming the rule that is broken
     */
    static DocumentUrl parse(String clientId, boolean anyPort) {
        try {
            return lawful(clientId, anyPort);
        } catch (IllegalArgumentException broken) {
            throw UnresolvedClient.wrong("The client_id is a URL and so must name a client metadata document: it "
                    + broken.getMessage() + ".");
        }
    }

    /**
     * Any address that may be fetched from, by the same rules.
     *
     * @throws IllegalArgumentException naming the rule that is broken
     */
    static DocumentUrl lawful(String clientId, boolean anyPort) {
        if (clientId.length() > LONGEST) throw broken("is longer than " + LONGEST + " characters");
        var uri = uri(clientId);
        if (!clientId.startsWith(SCHEME)) throw broken("must begin with https:// in lower case");
        if (uri.getHost() == null) throw broken("names no host");
        if (uri.getRawUserInfo() != null) throw broken("must carry no user name or password");
        if (uri.getRawFragment() != null) throw broken("must carry no fragment");
        if (uri.getRawPath() == null || uri.getRawPath().isEmpty()) throw broken("must have a path");
        if (dotSegments(uri.getRawPath())) throw broken("must have no . or .. in its path");
        var port = uri.getPort() == -1 ? 443 : uri.getPort();
        if (port != 443 && !anyPort) throw broken("must use port 443");
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DocumentUrl(clientId, uri.getHost(), port, uri.getRawPath() + query);
    }

    private static URI uri(String clientId) {
        try {
            if (!clientId.chars().allMatch(c -> c > 0x20 && c < 0x7f)) throw broken("has characters no URL has");
            return new URI(clientId);
        } catch (URISyntaxException _) {
            throw broken("is not a well-formed URL");
        }
    }

    private static boolean dotSegments(String path) {
        return Arrays.stream(path.toLowerCase(Locale.ROOT).replace("%2e", ".").split("/", -1))
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    private static IllegalArgumentException broken(String rule) {
        return new IllegalArgumentException(rule);
    }
}
