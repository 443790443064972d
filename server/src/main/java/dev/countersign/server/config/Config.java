package dev.countersign.server.config;

import dev.countersign.core.authority.Access;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything an operator can say. Read once at start and never changed. */
public record Config(
        @Key(
                value =
                        "The public address, scheme, host and port, exactly as clients see it. Passkeys need a name, not an IP address. https, or http on this computer.",
                fallback = "http://localhost:8420")
        URI issuer,

        @Key(
                "Where everything is kept: `jdbc:sqlite:FILE` or `jdbc:postgresql://HOST/DATABASE?…`. Absent: `countersign.db` in the data folder.")
        @Nullable
        Secret store,

        @Key(value = "The addresses to listen on; `localhost` is 127.0.0.1 and ::1.", fallback = "[localhost]")
        List<String> listen,

        @Key("The port to listen on. Absent: the issuer's; when that has none, 8420, or 443 with `tls`.") @Nullable
        Integer port,

        @Key("Serve TLS itself.") @Nullable Tls tls,

        @Key(
                "The name of this node among several on one PostgreSQL database: give each its own, in the environment. Absent: the name of its host.")
        @Nullable
        String node,

        @Key(
                "The addresses at which nodes reach each other, by name, such as `{ a: http://10.0.0.5:8420 }`: requests for a program that another node runs go there.")
        Map<String, URI> nodes,

        @Key("Proxies whose forwarded addresses are believed: addresses or ranges.")
        List<String> trustedProxies,

        @Key("Web origins whose scripts may call `/mcp` from a browser.")
        List<String> corsOrigins,

        @Key("The guarded MCP servers, by name; each is offered at `<issuer>/mcp/NAME`.")
        Map<String, Upstream> servers,

        @Key("Resources guarded by somebody else's code, by their URL.")
        Map<URI, DeclaredResource> resources,

        @Key("Clients known beforehand, by client_id.") Map<String, ConfiguredClient> clients,

        @Key("Issuers whose identity assertions (ID-JAG) are accepted, by their URL.")
        Map<URI, Assertion> assertions,

        @Key("Tokens.") Tokens tokens,
        @Key("The consent page.") Consent consent,
        @Key("Dynamic client registration (RFC 7591).") Registration registration,

        @Key("Clients described by their own metadata document.")
        Cimd cimd,

        @Key("The device authorization grant (RFC 8628).") Device device,
        @Key("Onboarding of an owner's own agent.") OwnerAgent ownerAgent,
        @Key("Handing on authority (RFC 8693).") Delegation delegation,
        @Key("Pushed authorization requests (RFC 9126).") Par par,
        @Key("Proof of keys (RFC 9449).") Dpop dpop,
        @Key("The ledger.") Ledger ledger,

        @Key("Where checkpoints of the ledger are anchored.")
        Anchors anchors) {

    /** The certificate chain and its key, PEM files. */
    public record Tls(
            @Key("The certificate chain, a PEM file.") Path certificate,
            @Key("Its private key, a PEM file.") Path key) {}

    /** A resource whose server asks Countersign about tokens. */
    public record DeclaredResource(
            @Key("The name people see.") String name,

            @Key(
                    "The secret with which it introspects tokens; its client_id is its URL. Absent, and no `jwks` either: it cannot ask.")
            @Nullable
            Secret secret,

            @Key(
                    "A file with its public keys, a JWK set: then it authenticates with `private_key_jwt` to introspect and has no secret.")
            @Nullable
            Path jwks,

            @Key(
                    "What each owner may let agents do there at most: owner name, or `*` for everybody else, to none, read, write or destructive. Absent: everything for the first owner, nothing for others.")
            Map<String, AccessLimit> owners,

            @Key(
                    value =
                            "From which class on tokens for it must be bound to a key (RFC 9449): read or on (every token), write, destructive, or off. An unbound token gets the classes below.",
                    fallback = "off")
            Proving requireDpop) {
        public DeclaredResource {
            if (jwks != null && secret != null) {
                throw new Invalid("jwks", "stands beside secret; a resource authenticates in one way, keep one");
            }
            if (jwks != null && !Files.isReadable(jwks)) {
                throw new Invalid("jwks", "names a file that cannot be read; check the path and its permissions");
            }
        }
    }

    /** Proof of keys (RFC 9449). */
    public record Dpop(
            @Key(
                    value =
                            "Whether every proof must carry a nonce of this server's, so that none can be made beforehand; it costs a client one more request now and then.",
                    fallback = "off")
            boolean requireNonce) {}

    /** An identity provider whose assertions are accepted. */
    public record Assertion(
            @Key(
                    "Its keys, a JWK set: an https address on the public internet, or on this computer where the issuer is too; or `file:/PATH`.")
            String jwks,

            @Key("Its subjects (`sub`) and the names of the owners they are.")
            Map<String, String> owners,

            @Key(value = "What such a grant may do at most: read, write or destructive.", fallback = "read")
            AccessLimit access,

            @Key(
                    value =
                            "How long such a grant lives: assertions of the same within this time go on with it; between one minute and one year.",
                    fallback = "P1D")
            Duration until) {
        public Assertion {
            if (!jwks.matches("https://[!-~]+|file:/[!-~]+")) {
                throw new Invalid("jwks", "must be an address that begins with https:// or file:/");
            }
            if (access == AccessLimit.NONE) {
                throw new Invalid(
                        "access", "is none, so the assertions would allow nothing; remove the issuer instead");
            }
            between("until", until, Duration.ofMinutes(1), Duration.ofDays(366));
        }
    }

    /** Lifetimes of tokens. */
    public record Tokens(
            @Key(value = "How long an access token lives; at most one hour.", fallback = "PT5M")
            Duration accessTtl,

            @Key(
                    value =
                            "How long a rotated refresh token still gets its successor, so that two processes or a lost answer lock nobody out; at most ten minutes.",
                    fallback = "PT60S")
            Duration refreshGrace,

            @Key(
                    value =
                            "How long a refresh token lives unused, so that what nobody misses ends by itself; between one minute and one year. Every grant ends at its own time, however often it is used.",
                    fallback = "P30D")
            Duration refreshTimeout) {
        public Tokens {
            between("access-ttl", accessTtl, Duration.ofSeconds(1), Duration.ofHours(1));
            between("refresh-grace", refreshGrace, Duration.ZERO, Duration.ofMinutes(10));
            between("refresh-timeout", refreshTimeout, Duration.ofMinutes(1), Duration.ofDays(366));
        }
    }

    /** The consent page. */
    public record Consent(
            @Key(value = "Whether owners with the role admin may approve agents: allow or deny.", fallback = "allow")
            Admins admins,

            @Key(
                    value = "How long a request waits for its answer; between one second and one hour.",
                    fallback = "PT10M")
            Duration timeout,

            @Key(
                    "The proof of presence an access level needs, such as `{ destructive: passkey }`. Absent: passkey or passphrase.")
            Map<AccessLimit, Proof> presence) {
        public Consent {
            between("timeout", timeout, Duration.ofSeconds(1), Duration.ofHours(1));
        }

        /** The levels for which a passphrase is no proof. */
        public Set<Access> passkeyOnly() {
            return presence.entrySet().stream()
                    .filter(rule -> rule.getValue() == Proof.PASSKEY)
                    .flatMap(rule -> rule.getKey().access().stream())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Whether admins may approve. */
    public enum Admins {
        ALLOW,
        DENY
    }

    /** A proof of presence. {@code ANY} is a passkey or the passphrase. */
    public enum Proof {
        ANY,
        PASSKEY
    }

    /** Dynamic registration. */
    public record Registration(
            @Key("Whether anybody may register a client. Absent: on where the issuer is this computer, off elsewhere.")
            @Nullable
            Boolean open) {}

    /** Client metadata documents. */
    public record Cimd(
            @Key(
                    value = "Whether the documents that ship with Countersign are used for well-known clients.",
                    fallback = "on")
            boolean pinned,

            @Key(
                    value = "Whether a document may be fetched from this computer, for tests of clients.",
                    fallback = "off")
            boolean allowLoopback) {}

    /** Device authorization. */
    public record Device(
            @Key(
                    value =
                            "Whether agents without a browser may ask by device code. Off removes the endpoint, the pages and every mention.",
                    fallback = "on")
            boolean enabled) {}

    /** Owner onboarding by device code. */
    public record OwnerAgent(
            @Key("Networks, besides this computer, from which onboarding may be asked for.")
            List<String> from) {
        public OwnerAgent {
            Checks.networks("from", from);
        }
    }

    /** Delegation. */
    public record Delegation(
            @Key(value = "How many hops after the first grant, at most; 0 to 4.", fallback = "4")
            int maxDepth) {
        public Delegation {
            if (maxDepth < 0 || maxDepth > 4) {
                throw new Invalid("max-depth", "must be between 0 and 4");
            }
        }
    }

    /** Pushed authorization requests. */
    public record Par(
            @Key(value = "Whether every authorization request must be pushed first.", fallback = "off")
            boolean required) {}

    /** The ledger. */
    public record Ledger(
            @Key(
                    "The name of the log on its checkpoints, such as `countersign.example/log`; it cannot be changed later. Absent: made of the issuer at the first start.")
            @Nullable
            String origin,

            @Key(
                    value = "How long the readable part of an entry is kept; between one day and 36,500.",
                    fallback = "P400D")
            Duration retention) {
        public Ledger {
            if (origin != null && !origin.matches("[!-*,-~]{1,200}")) {
                throw new Invalid(
                        "origin", "is printable ASCII without spaces and plus, such as countersign.example/log");
            }
            between("retention", retention, Duration.ofDays(1), Duration.ofDays(36_500));
        }
    }

    /** Anchors. */
    public record Anchors(
            @Key(value = "Whether a failing anchor makes the node not ready.", fallback = "off")
            boolean required,

            @Key(value = "How often checkpoints go there; between one second and one day.", fallback = "PT1M")
            Duration every,

            @Key(
                    "Places off this host that receive checkpoints: the path of a file or folder, an http or https address, or a witness as its key, a space and its address.")
            List<String> to,

            @Key("The keys of other logs whose checkpoints this server cosigns as a witness.")
            List<String> logs) {
        public Anchors {
            between("every", every, Duration.ofSeconds(1), Duration.ofDays(1));
        }
    }

    public Config {
        Checks.issuer(issuer);
        Checks.store(store);
        Checks.ports(port);
        Checks.serverNames(servers.keySet());
        Checks.nodes(node, nodes);
        if (postgres(store)) {
            Checks.placed(servers);
        }
        Checks.resources(resources.keySet(), issuer);
        Checks.assertions(assertions.keySet(), issuer);
        if (assertions.isEmpty()) Checks.noAssertingClients(clients);
        Checks.origins(corsOrigins);
        Checks.networks("trusted-proxies", trustedProxies);
        if (listen.isEmpty()) {
            throw new Invalid("listen", "is empty; name at least one address, such as [localhost]");
        }
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException when it cannot be used; the message names the line and the fix
     */
    public static Config load(Path file, Map<String, String> environment) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(
                    file.toString(),
                    "cannot be read (" + e.getClass().getSimpleName() + "); check the path and its permissions");
        }
        return parse(file.toString(), text, environment);
    }

    /** Reads a text as {@link #load} reads a file; {@code name} stands for it in messages. */
    public static Config parse(String name, String text, Map<String, String> environment) {
        return new Binder(new Environment(environment)).bind(Config.class, Source.file(name, text, environment));
    }

    /** The configuration without a file: all defaults, and the environment's overrides. */
    public static Config standard(Map<String, String> environment) {
        return parse("the environment", "", environment);
    }

    private static boolean postgres(@Nullable Secret store) {
        return store != null && store.value().startsWith("jdbc:postgresql:");
    }

    /** The name of this node. */
    public String nodeName() {
        return node == null ? Hosts.name() : node;
    }

    /** The node that runs this server's programs, when it is another than this one; a SQLite store has one node only. */
    public Optional<String> elsewhere(Upstream server) {
        return Optional.ofNullable(server.node())
                .filter(owner -> !server.command().isEmpty() && postgres(store))
                .filter(owner -> !owner.equalsIgnoreCase(nodeName()));
    }

    /** Whether the issuer is this computer. */
    public boolean loopback() {
        return Checks.loopback(issuer.getHost());
    }

    /** Whether passkeys work: WebAuthn needs a name, not an IP address. */
    public boolean passkeys() {
        return !Checks.literal(issuer.getHost());
    }

    /** Whether anybody may register a client. */
    public boolean openRegistration() {
        return registration.open() == null ? loopback() : registration.open();
    }

    /** The port to listen on. */
    public int listenPort() {
        if (port != null) {
            return port;
        }
        int fallback = tls == null ? 8420 : 443;
        return issuer.getPort() < 0 ? fallback : issuer.getPort();
    }

    static void between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new Invalid(key, "is " + value + "; it must be between " + least + " and " + most);
        }
    }
}
