package dev.countersign.guard;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares the address in a proof with the address of a request: without query and fragment, and after the normalisation
 * by syntax and scheme of RFC 3986 §6.2.2 and §6.2.3 (RFC 9449 §4.3).
 */
final class Htu {
    private Htu() {}

    static boolean same(String htu, String url) {
        Optional<String> said = normal(htu);
        return said.isPresent() && said.equals(normal(url));
    }

    private static Optional<String> normal(String text) {
        try {
            URI uri = new URI(text).normalize();
            if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int standard = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
            String port = uri.getPort() < 0 || uri.getPort() == standard ? "" : ":" + uri.getPort();
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + unescaped(path));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Escapes of characters that need none are undone; the others are written in upper case. */
    private static String unescaped(String path) {
        StringBuilder normal = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                normal.append(c);
                continue;
            }
            int value = Integer.parseInt(path.substring(i + 1, i + 3), 16);
            boolean plain = value < 0x80 && (Character.isLetterOrDigit(value) || "-._~".indexOf(value) >= 0);
            normal.append(
                    plain ? Character.toString(value) : path.substring(i, i + 3).toUpperCase(Locale.ROOT));
            i += 2;
        }
        return normal.toString();
    }
}
