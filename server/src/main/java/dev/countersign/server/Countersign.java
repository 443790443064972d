package dev.countersign.server;

import dev.countersign.acts.AccessTokens;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Attempts;
import dev.countersign.acts.Living;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Signer;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.gateway.Gateway;
import dev.countersign.gateway.GatewaySettings;
import dev.countersign.gateway.StoredLiveness;
import dev.countersign.gateway.StoredReplays;
import dev.countersign.gateway.StoredTokens;
import dev.countersign.guard.Nonces;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Verifier;
import dev.countersign.server.api.Api;
import dev.countersign.server.config.Config;
import dev.countersign.server.consent.ConsentPages;
import dev.countersign.server.consent.DevicePages;
import dev.countersign.server.consent.Handover;
import dev.countersign.server.console.Console;
import dev.countersign.server.console.Installation;
import dev.countersign.server.guidance.Guidance;
import dev.countersign.server.host.HostDesk;
import dev.countersign.server.host.HostSocket;
import dev.countersign.server.host.SetupLinks;
import dev.countersign.server.oauth.OAuth;
import dev.countersign.server.oauth.OAuthSettings;
import dev.countersign.server.oauth.client.Clients;
import dev.countersign.server.oauth.client.DocumentFetch;
import dev.countersign.server.oauth.client.UnresolvedClient;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.operations.Health;
import dev.countersign.server.operations.Listener;
import dev.countersign.server.operations.Metrics;
import dev.countersign.server.operations.NativeCrypto;
import dev.countersign.server.operations.OneName;
import dev.countersign.server.operations.OwnerRules;
import dev.countersign.server.operations.Readiness;
import dev.countersign.server.operations.StartException;
import dev.countersign.server.operations.Upkeep;
import dev.countersign.server.pages.Assets;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.people.Passphrases;
import dev.countersign.server.people.People;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import dev.countersign.store.StoreInUse;
import io.micrometer.core.instrument.Tags;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;

/** The composition root: builds every part with plain constructors, starts them, stops them in the other order. */
public final class Countersign implements AutoCloseable {
    private final Foundation foundation;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private Countersign(Foundation foundation) {
        this.foundation = foundation;
    }

    /**
     * Starts a node. When this returns, it answers.
     *
     * @throws StartException when it cannot start; the message says what to do
     */
    public static Countersign start(Config config, DataFolder data, Map<String, String> environment) {
        NativeCrypto.installBeside();
        Foundation foundation = foundation(config, data, environment);
        Countersign node = new Countersign(foundation);
        node.parts.push(foundation);
        try {
            node.build(config, data);
            return node;
        } catch (RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    private static Foundation foundation(Config config, DataFolder data, Map<String, String> environment) {
        try {
            return Foundation.open(config, data, environment, InstantSource.system());
        } catch (StoreInUse e) {
            throw new StartException(
                    "another Countersign already runs on this data; stop it first, or give another folder with --data and another --port",
                    e);
        }
    }

    private void build(Config config, DataFolder data) {
        Acts acts = foundation.acts();
        MasterKey master = foundation.master();
        Passphrases passphrases = opened(new Passphrases());
        Pages pages = new Pages(config.issuer());
        Routes routes = new Routes();
        Assets.routes(routes);
        new Guidance(config.issuer(), config.device().enabled()).routes(routes);

        Metrics metrics = new Metrics();
        metrics.add(routes);
        metrics.watch(
                "countersign.crypto.native",
                "1 while the native provider signs tokens, 0 while the JDK does",
                Tags.empty(),
                () -> NativeCrypto.signs() ? 1 : 0);
        acts.onAct(metrics::acted);
        opened(new Upkeep(acts, config.ledger().retention()));
        LedgerParts ledger = opened(LedgerParts.start(foundation, metrics));
        List<Health.Check> checks = new ArrayList<>(Readiness.checks(acts, foundation.keys()));
        checks.addAll(ledger.checks());
        new Health(checks).add(routes);

        OwnerAuthorities authorities = OwnerRules.of(config);
        Living living = opened(new Living(acts, authorities));
        StoredLiveness liveness = new StoredLiveness(living);
        Verifier verifier = new Verifier(config.issuer().toString(), foundation.keys()::find, new StoredTokens(acts));
        Proofs proofs = new Proofs(
                new Nonces(master.derive(MasterKey.Purpose.NONCES), InstantSource.system()),
                new StoredReplays(acts),
                InstantSource.system(),
                config.dpop().requireNonce());
        OneCalls calls = new OneCalls(
                config.issuer(), acts, authorities, config.consent().timeout(), grant -> asker(acts, grant));
        OAuthSettings settings = OAuthSettings.of(config);
        Handover handover = new Handover(master, config.consent().timeout());
        OAuth oauth = opened(new OAuth(
                settings,
                acts,
                foundation.keys(),
                new AccessTokens(config.issuer().toString(), foundation.keys(), acts),
                master,
                verifier,
                liveness,
                authorities,
                proofs,
                handover,
                new DocumentFetch(settings.loopbackDocuments()),
                // The operator named these addresses; a provider on this computer is for trying it out on this
                // computer.
                new DocumentFetch(config.loopback())));
        oauth.routes(routes);
        Gateway gateway = Gateway.open(
                new GatewaySettings(config.issuer().toString(), config.corsOrigins(), config.nodeName()),
                GuardedServers.settings(config, data),
                acts,
                InstantSource.system(),
                verifier,
                liveness,
                proofs,
                new Signer(foundation.keys()),
                master.seal(MasterKey.Purpose.MCP_SESSIONS),
                calls,
                new HandingDesk(oauth.offers()),
                new ProxiedPeers(Networks.of(config.trustedProxies())));

        People people = new People(config.issuer(), acts, master, pages, passphrases);
        ConsentPages consent = new ConsentPages(
                ConsentRules.of(config, settings.resources()),
                acts,
                authorities,
                people,
                pages,
                handover,
                gateway.catalogues()::current,
                ConsentRules.answers(oauth.redirection()));
        consent.routes(routes);
        people.routes(routes, consent::asker);
        new Console(
                        acts,
                        people,
                        pages,
                        id -> clientName(oauth.clients(), id),
                        new Installation(
                                config.issuer(),
                                settings.resources(),
                                authorities,
                                config.device().enabled(),
                                config.openRegistration(),
                                config.loopback() || !config.ownerAgent().from().isEmpty(),
                                foundation.ledger().log().key().toString(),
                                config.consent().timeout()),
                        ledger.activity())
                .routes(routes);
        if (config.device().enabled()) new DevicePages(acts, people, pages).routes(routes);
        Api api = new Api(
                settings.resources(),
                acts,
                authorities,
                verifier,
                liveness,
                proofs,
                InstantSource.system(),
                id -> clientName(oauth.clients(), id),
                ledger.activity());
        api.routes(routes);
        ledger.routes(routes, api::reader);

        Networks proxies = Networks.of(config.trustedProxies());
        Web web = new Web(
                routes, new Errors(pages, () -> acts.attempts().count(Attempts.Kind.CLIENT_AUTHENTICATION)), proxies);
        HostSocket.open(data.socket(), HostDesk.serving(foundation, data, passphrases))
                .ifPresent(this::opened);
        Listener listener = new Listener(
                config, new OneName(config, proxies, new Handler.Sequence(gateway.handler(), web)), metrics);
        opened(() -> {
            ledger.activity().close();
            drain(listener, gateway);
        });
        listener.start();
    }

    /** Open streams hold the listener up, and running calls need their upstream: both end together. */
    private static void drain(Listener listener, Gateway gateway) throws InterruptedException {
        Thread closing = Thread.ofVirtual().name("drain").start(gateway::close);
        listener.close();
        closing.join();
    }

    /** What is known of the client that holds a grant: as it was when it asked for it, while that is kept. */
    private static Asked.Asker asker(Acts acts, Grant grant) {
        String id = grant.client().value();
        return acts.read(tx -> tx.asks().ofGrant(grant.id()))
                .map(ask -> Asked.parse(ask.request()).asker())
                .orElseGet(() -> new Asked.Asker(id, id, Asked.Known.REGISTERED, Optional.empty(), false));
    }

    /** For lists of grants. Nobody waits here for a client's own document. */
    private static Optional<String> clientName(Clients clients, ClientId id) {
        if (id.value().startsWith("https:")) {
            return Optional.empty();
        }
        try {
            return Optional.of(clients.find(id.value(), "").name());
        } catch (UnresolvedClient gone) {
            return Optional.empty();
        }
    }

    /** The link that makes the first owner; empty when there is one. Each call ends the link before. */
    public Optional<URI> setupLink() {
        boolean owned = foundation.acts().read(tx -> tx.owners().any());
        return owned
                ? Optional.empty()
                : Optional.of(
                        new SetupLinks(foundation.acts(), foundation.config().issuer()).setup());
    }

    private <P extends AutoCloseable> P opened(P part) {
        parts.push(part);
        return part;
    }

    /** Drains for at most ten seconds and lets go of everything. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part did not stop cleanly", e);
            }
        }
    }
}
