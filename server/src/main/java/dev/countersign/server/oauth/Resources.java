package dev.countersign.server.oauth;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The resources tokens are issued for (RFC 8707), and the spellings of them that are understood. Compared are scheme and
 * host without case, the scheme's default port as none, and one trailing slash as none (MCP 2026-07-28 RS-13); all else is
 * compared exactly. A token always names the one spelling. The issuer itself stands for its own tools, {@code
 * <issuer>/mcp}. Immutable.
 */
public final class Resources {
    /** What a resource is. */
    public enum Kind {
        /** Countersign's own tools. */
        OWN_TOOLS,
        /** An MCP server behind the gateway. */
        SERVER,
        /** An MCP server guarded by somebody else's code. */
        DECLARED,
        /** The owner API: owner tokens only. */
        OWNER_API
    }

    /**
     * One resource.
     *
     * @param id its one spelling, the {@code aud} of its tokens
     * @param name what people call it
     * @param proofFrom from which class on its tokens are bound to a key (RFC 9449); empty = they never have to be
     */
    public record Resource(String id, String name, Kind kind, Optional<Access> proofFrom) {
        /** Whether every token for it is bound to a key. */
        public boolean proofRequired() {
            return proofFrom.filter(Access.READ::equals).isPresent();
        }

        /** Whether tokens for it carry an MCP authority. */
        public boolean mcp() {
            return kind != Kind.OWNER_API;
        }
    }

    private static final Pattern HTTPS_PORT = Pattern.compile("^(https://[^/?]*):443(?=[/?]|$)");
    private static final Pattern HTTP_PORT = Pattern.compile("^(http://[^/?]*):80(?=[/?]|$)");

    private final String issuer;
    private final Map<String, Resource> byId = new LinkedHashMap<>();

    /**
     * @param issuer scheme, host and port, without a trailing slash
     * @param servers the names of the guarded servers
     * @param declared foreign resources, by their URL, with their names
     */
    public Resources(String issuer, Collection<String> servers, Map<String, String> declared) {
        this(issuer, servers, declared, Map.of());
    }

    /**
     * @param proving from which class on tokens are bound to a key, for servers by name and foreign resources by URL
     */
    public Resources(
            String issuer, Collection<String> servers, Map<String, String> declared, Map<String, Access> proving) {
        this.issuer = issuer;
        add(new Resource(issuer + "/mcp", "Countersign's own tools", Kind.OWN_TOOLS, Optional.empty()));
        servers.forEach(name ->
                add(new Resource(issuer + "/mcp/" + name, name, Kind.SERVER, Optional.ofNullable(proving.get(name)))));
        declared.forEach(
                (url, name) -> add(new Resource(url, name, Kind.DECLARED, Optional.ofNullable(proving.get(url)))));
        add(new Resource(ownerApi(), "Countersign's owner API", Kind.OWNER_API, Optional.empty()));
    }

    /** Whether any resource takes only tokens bound to a key, at least for some calls. */
    public boolean anyProofRequired() {
        return byId.values().stream().anyMatch(resource -> resource.proofFrom().isPresent());
    }

    private void add(Resource resource) {
        byId.put(spelling(resource.id()), resource);
    }

    /** The issuer itself: the audience of a token that no resource accepts. */
    public String issuer() {
        return issuer;
    }

    /** The owner API's resource, {@code <issuer>/v1}. */
    public String ownerApi() {
        return issuer + "/v1";
    }

    /** Every MCP resource, Countersign's own first. */
    public List<Resource> mcp() {
        return byId.values().stream().filter(Resource::mcp).toList();
    }

    /** The names of the guarded servers, by their resource. */
    public Map<String, String> serverNames() {
        return byId.values().stream()
                .filter(resource -> resource.kind() == Kind.SERVER)
                .collect(Collectors.toMap(Resource::id, Resource::name));
    }

    /** The guarded server of that name. */
    public Optional<Resource> server(String name) {
        return Optional.ofNullable(byId.get(issuer + "/mcp/" + name)).filter(found -> found.kind() == Kind.SERVER);
    }

    /** The resource a request means; empty when it is unknown, relative or has a fragment. */
    public Optional<Resource> find(String asked) {
        var plain = byId.get(asked);
        if (plain != null) return Optional.of(plain);
        try {
            var spelling = spelling(asked);
            return Optional.ofNullable(byId.get(spelling.equals(issuer) ? issuer + "/mcp" : spelling));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The resources a request means, each once, in order; empty when one of them is unknown. */
    public Optional<List<Resource>> findAll(Collection<String> asked) {
        var found = new ArrayList<Resource>();
        for (var one : asked) {
            var resource = find(one);
            if (resource.isEmpty()) return Optional.empty();
            if (!found.contains(resource.get())) found.add(resource.get());
        }
        return Optional.of(found);
    }

    private static String spelling(String uri) {
        var normal = Location.normal(uri);
        var portless = (normal.startsWith("https://") ? HTTPS_PORT : HTTP_PORT)
                .matcher(normal)
                .replaceFirst("$1");
        return portless.endsWith("/") ? portless.substring(0, portless.length() - 1) : portless;
    }
}
