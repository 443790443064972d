package dev.countersign.server.config;

import dev.countersign.core.authority.Location;
import dev.countersign.server.web.Networks;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that one key's type cannot say. */
final class Checks {
    private static final Pattern SERVER = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private Checks() {}

    static void issuer(URI issuer) {
        boolean http = issuer.getScheme().equals("http");
        if (!http && !issuer.getScheme().equals("https")) {
            throw new Invalid("issuer", "must begin with https://, or http:// on this computer");
        }
        // RFC 8414 §2: no query or fragment. A path would put every other address below it, which nobody needed yet.
        if (!issuer.getRawPath().isEmpty() || issuer.getRawQuery() != null || issuer.getRawFragment() != null) {
            throw new Invalid("issuer", "must be scheme, host and port only, without a path or a trailing slash");
        }
        if (issuer.getRawUserInfo() != null
                || !issuer.getHost().equals(issuer.getHost().toLowerCase(Locale.ROOT))) {
            throw new Invalid("issuer", "must have a plain host in lower case");
        }
        if (http && !loopback(issuer.getHost())) {
            throw new Invalid("issuer", "must begin with https://; http:// is for localhost only (OAuth 2.1 §1.5)");
        }
    }

    static void store(@Nullable Secret store) {
        if (store != null
                && !store.value().startsWith("jdbc:sqlite:")
                && !store.value().startsWith("jdbc:postgresql:")) {
            throw new Invalid("store", "must begin with jdbc:sqlite: or jdbc:postgresql:");
        }
    }

    static void ports(@Nullable Integer port) {
        if (port != null && (port < 1 || port > 65535)) {
            throw new Invalid("port", "must be between 1 and 65535");
        }
    }

    static void serverNames(Set<String> names) {
        for (String name : names) {
            if (!SERVER.matcher(name).matches()) {
                throw new Invalid(
                        "servers",
                        "has the name \"" + name
                                + "\"; use lower-case letters, digits, - and _, for it becomes part of a URL");
            }
        }
    }

    static void nodes(@Nullable String own, Map<String, URI> nodes) {
        if (own != null && !NODE.matcher(own).matches()) {
            throw new Invalid("node", "is \"" + own + "\"; use letters, digits, dots, - and _");
        }
        nodes.forEach((name, address) -> {
            boolean bare = Set.of("", "/").contains(address.getRawPath()) && address.getRawQuery() == null;
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (!NODE.matcher(name).matches() || !http || address.getHost() == null || !bare) {
                throw new Invalid(
                        "nodes",
                        "has \"" + name + ": " + address
                                + "\"; give a node's name and its scheme, host and port, such as a: http://10.0.0.5:8420");
            }
        });
    }

    /** With several nodes, each program runs on one of them. */
    static void placed(Map<String, Upstream> servers) {
        servers.forEach((name, server) -> {
            if (!server.command().isEmpty() && server.node() == null) {
                throw new Invalid(
                        "servers",
                        "has \"" + name + "\", a program, without `node`; with a PostgreSQL store several nodes may"
                                + " serve, so say which one runs it (a node's name is its key node, else its host's name)");
            }
        });
    }

    /** Tokens for a resource travel to it, so it is https or on this computer, and it is none of Countersign's own. */
    static void resources(Set<URI> resources, URI issuer) {
        for (URI resource : resources) {
            String url = resource.toString();
            if (!url.equals(spelled(url)) || resource.getHost() == null) {
                throw new Invalid(
                        "resources",
                        "has \"" + url
                                + "\"; write an absolute URL with scheme and host in lower case and without a fragment");
            }
            boolean local = resource.getScheme().equals("http") && loopback(resource.getHost());
            if (!resource.getScheme().equals("https") && !local) {
                throw new Invalid(
                        "resources", "has \"" + url + "\"; it must begin with https://, or http:// on this computer");
            }
            if (resource.getRawAuthority().equals(issuer.getRawAuthority())) {
                throw new Invalid(
                        "resources",
                        "has \"" + url + "\", an address of Countersign itself; guard servers with the key servers");
            }
        }
    }

    /** Who vouches for people is named exactly, is reached over TLS, and is not this server itself. */
    static void assertions(Set<URI> issuers, URI issuer) {
        for (URI provider : issuers) {
            boolean local =
                    "http".equals(provider.getScheme()) && provider.getHost() != null && loopback(provider.getHost());
            if (provider.getHost() == null || !"https".equals(provider.getScheme()) && !local) {
                throw new Invalid(
                        "assertions",
                        "has \"" + provider
                                + "\"; write the issuer's URL, beginning with https://, exactly as its iss");
            }
            if (provider.equals(issuer)) {
                throw new Invalid("assertions", "names this server itself; it cannot vouch for its own people");
            }
        }
    }

    static void noAssertingClients(Map<String, ConfiguredClient> clients) {
        clients.forEach((name, client) -> {
            if (client.grantTypes().contains("urn:ietf:params:oauth:grant-type:jwt-bearer")) {
                throw new Invalid(
                        "clients",
                        "has " + name
                                + " with the grant type jwt-bearer, but no identity provider is trusted; name one "
                                + "under assertions, or remove the grant type");
            }
        });
    }

    private static String spelled(String url) {
        try {
            return Location.normal(url);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static void origins(List<String> origins) {
        for (String origin : origins) {
            if (!origin.matches("https?://[^/?#\\s]+")) {
                throw new Invalid(
                        "cors-origins",
                        "has \"" + origin + "\"; an origin is scheme, host and port, such as https://app.example");
            }
        }
    }

    static void networks(String key, List<String> entries) {
        try {
            Networks.of(entries);
        } catch (IllegalArgumentException e) {
            throw new Invalid(key, "is wrong: " + e.getMessage());
        }
    }

    static boolean loopback(String host) {
        return host.equals("localhost")
                || literal(host) && InetAddress.ofLiteral(bare(host)).isLoopbackAddress();
    }

    static boolean literal(String host) {
        try {
            return InetAddress.ofLiteral(bare(host)) != null;
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
