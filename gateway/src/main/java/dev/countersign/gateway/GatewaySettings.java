package dev.countersign.gateway;

import java.net.URI;
import java.util.List;

/**
 * What all guarded servers share.
 *
 * @param issuer the base of every address, without a slash at its end
 * @param corsOrigins origins whose pages may call {@code /mcp}
 * @param node the name of this node among those of this Countersign
 */
public record GatewaySettings(String issuer, List<String> corsOrigins, String node) {
    /** A single node. */
    public GatewaySettings(String issuer, List<String> corsOrigins) {
        this(issuer, corsOrigins, "only");
    }

    public GatewaySettings {
        corsOrigins = List.copyOf(corsOrigins);
        if (issuer.endsWith("/") || URI.create(issuer).getHost() == null) {
            throw new IllegalArgumentException("The issuer is an absolute URL without a slash at its end: " + issuer);
        }
    }

    /** The identifier of our own MCP server, {@code <issuer>/mcp}. */
    public String ownResource() {
        return issuer + "/mcp";
    }

    /** The identifier of a guarded server, {@code <issuer>/mcp/NAME}. */
    public String resource(String server) {
        return ownResource() + "/" + server;
    }

    /** The owner API, {@code <issuer>/v1}. */
    public String ownerApi() {
        return issuer + "/v1";
    }

    /** The path of our own MCP server. */
    public String ownPath() {
        return path() + "/mcp";
    }

    /** Where the metadata of a resource stands: the well-known part goes between host and path (RFC 9728 §3.1). */
    public String metadata(String resource) {
        String origin = issuer.substring(0, issuer.length() - path().length());
        return origin + "/.well-known/oauth-protected-resource" + resource.substring(origin.length());
    }

    private String path() {
        String path = URI.create(issuer).getRawPath();
        return path == null ? "" : path;
    }
}
