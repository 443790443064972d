package dev.countersign.gateway;

import dev.countersign.acts.AccessTokens;
import dev.countersign.acts.Acts;
import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Keys;
import dev.countersign.acts.Living;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Resume;
import dev.countersign.acts.Revoke;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.Signer;
import dev.countersign.acts.Suspend;
import dev.countersign.core.Approval;
import dev.countersign.core.ClientId;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.guard.Nonces;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Verifier;
import dev.countersign.store.Events;
import dev.countersign.store.Store;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** A gateway as it runs: a real store, real keys and tokens, a real port. */
final class Running implements AutoCloseable {
    static final OwnerId ADA = new OwnerId("ow_ada");
    /** A load balancer on this computer, which is believed. */
    private static final Peers BEHIND_A_PROXY = new Peers() {
        @Override
        public String address(Request request) {
            String forwarded = request.getHeaders().get("X-Forwarded-For");
            return forwarded == null ? DIRECT.address(request) : forwarded;
        }

        @Override
        public String requestId(Request request) {
            return DIRECT.requestId(request);
        }

        @Override
        public boolean behindTrustedProxy(Request request) {
            return true;
        }
    };

    final String issuer;
    final int port;
    final Acts acts;
    final Gateway gateway;
    final AccessTokens tokens;
    final Keys keys;
    private final Store store;
    private final Living living;
    private final Server jetty;

    Running(Path folder, List<ServerSettings> servers) throws Exception {
        this(folder, servers, StepUp.NONE, List.of());
    }

    Running(Path folder, List<ServerSettings> servers, StepUp stepUp, List<String> corsOrigins) throws Exception {
        this(
                "jdbc:sqlite:" + folder.resolve("test.db"),
                freePort(),
                "only",
                Optional.empty(),
                servers,
                stepUp,
                corsOrigins);
    }

    /** The node {@code name} of several on one database; they share the issuer, and each has its own port. */
    static Running node(String name, String store, int port, String issuer, List<ServerSettings> servers)
            throws Exception {
        return new Running(store, port, name, Optional.of(issuer), servers, StepUp.NONE, List.of());
    }

    private Running(
            String database,
            int port,
            String node,
            Optional<String> shared,
            List<ServerSettings> servers,
            StepUp stepUp,
            List<String> corsOrigins)
            throws Exception {
        this.port = port;
        this.issuer = shared.orElse("http://localhost:" + port);
        this.store = Store.open(database, InstantSource.system());
        this.acts = new Acts(store, InstantSource.system());
        GatewaySettings settings = new GatewaySettings(issuer, corsOrigins, node);
        MasterKey master = new MasterKey(new byte[32]);
        this.keys = new Keys(acts, master);
        this.tokens = new AccessTokens(issuer, keys, acts);
        List<OwnerAuthorities.Rule> rules = servers.stream()
                .map(s -> new OwnerAuthorities.Rule(settings.resource(s.name()), Optional.empty()))
                .toList();
        this.living = new Living(acts, new OwnerAuthorities(settings.ownResource(), rules));
        if (!acts.read(tx -> tx.owners().any())) {
            acts.perform(
                    new CreateOwner(
                            ADA,
                            "ada",
                            "host",
                            Optional.empty(),
                            Optional.of("$argon2id$"),
                            Optional.empty(),
                            acts.now()),
                    Origin.HOST);
        }
        this.gateway = Gateway.open(
                settings,
                servers,
                acts,
                InstantSource.system(),
                new Verifier(settings.issuer(), keys::find, new StoredTokens(acts)),
                new StoredLiveness(living),
                new Proofs(
                        new Nonces(master.derive(MasterKey.Purpose.NONCES), InstantSource.system()),
                        new StoredReplays(acts),
                        InstantSource.system(),
                        false),
                new Signer(keys),
                master.seal(MasterKey.Purpose.MCP_SESSIONS),
                stepUp,
                Handing.NONE,
                shared.isPresent() ? BEHIND_A_PROXY : Peers.DIRECT);
        VirtualThreadPool threads = new VirtualThreadPool();
        this.jetty = new Server(threads);
        ServerConnector connector = new ServerConnector(jetty);
        connector.setPort(port);
        connector.setHost("localhost");
        jetty.addConnector(connector);
        jetty.setHandler(gateway.handler());
        jetty.start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String url(String server) {
        return issuer + "/mcp/" + server;
    }

    /** What the server shows now. */
    Catalogue catalogue(String server) {
        return gateway.catalogues().current(server, Duration.ofSeconds(40)).orElseThrow();
    }

    /** A grant of ada's at one server, with the catalogue of now. */
    Grant grant(String server, Access upTo) {
        return grant(
                Authority.everything(url(server), upTo),
                Map.of(server, catalogue(server).digest().base64url()));
    }

    Grant grant(Authority authority, Map<String, String> catalogues) {
        return grant(authority, catalogues, TokenKind.CLIENT);
    }

    Grant grant(Authority authority, Map<String, String> catalogues, TokenKind kind) {
        Instant now = acts.now().truncatedTo(ChronoUnit.MICROS);
        Grant grant = Grant.of(
                        new GrantId(Secrets.id("gr")),
                        new Subject.Owner(ADA),
                        new ClientId("mcp-agent"),
                        new Approval.Presence(new Evidence("passphrase", "", "digest", now)),
                        now,
                        now.plusSeconds(3600))
                .kind(kind)
                .authority(authority)
                .ownerScopes(kind == TokenKind.OWNER ? OwnerScope.unasked() : Set.of())
                .catalogues(catalogues)
                .notBefore(now.minusSeconds(1))
                .build();
        acts.upkeep(tx -> {
            tx.grants().insert(grant, "127.0.0.1", "test");
            return true;
        });
        return grant;
    }

    String token(Grant grant, String audience) {
        return token(grant, audience, Duration.ofMinutes(5));
    }

    String token(Grant grant, String audience, Duration lifetime) {
        return tokens.mint(
                        new AccessTokens.Claims(
                                grant,
                                grant.authority(),
                                grant.ownerScopes(),
                                List.of(audience),
                                acts.now(),
                                Optional.empty()),
                        lifetime)
                .token();
    }

    /** A token bound to the key of this thumbprint. */
    String token(Grant grant, String audience, Optional<String> key) {
        return tokens.mint(
                        new AccessTokens.Claims(grant, grant.authority(), Set.of(), List.of(audience), acts.now(), key),
                        Duration.ofMinutes(5))
                .token();
    }

    void revoke(Grant grant) {
        acts.perform(new Revoke(RevocationKey.of(grant.id()), Optional.of(ADA)), Origin.SELF);
    }

    void suspend(Grant grant) {
        acts.perform(new Suspend(RevocationKey.of(grant.id()), Optional.of(ADA)), Origin.SELF);
    }

    void resume(Grant grant) {
        acts.perform(new Resume(RevocationKey.of(grant.id()), Optional.of(ADA)), Origin.SELF);
    }

    List<Events.Entry> events(Grant grant) {
        return acts.read(tx -> tx.events().ofGrant(grant.id().value(), 100)).stream()
                .map(Events.Stored::entry)
                .toList();
    }

    @Override
    public void close() throws Exception {
        gateway.close();
        jetty.stop();
        living.close();
        store.close();
    }
}
