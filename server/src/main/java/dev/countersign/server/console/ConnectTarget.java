package dev.countersign.server.console;

import java.net.URI;
import java.util.Locale;

/**
 * What a client is connected to.
 *
 * @param url the MCP URL
 * @param alias what the client calls it: small letters, digits and dashes only
 */
record ConnectTarget(URI issuer, String url, String alias, boolean device, boolean openRegistration) {
    static String alias(String name) {
        var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return plain.isEmpty() ? "server" : plain;
    }

    /** The URL as one word of a shell. */
    String word() {
        return url.matches("[A-Za-z0-9:/._~\\[\\]-]+") && !url.contains("[")
                ? url
                : "'" + url.replace("'", "'\\''") + "'";
    }

    /** The URL as a string of JSON or TOML. */
    String quoted() {
        return "\"" + url.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Whether mcp-remote has to be told that plain http is meant. */
    boolean plain() {
        return url.startsWith("http:");
    }
}
