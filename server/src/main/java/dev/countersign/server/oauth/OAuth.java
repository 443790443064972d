package dev.countersign.server.oauth;

import dev.countersign.acts.AccessTokens;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Keys;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.RefreshTokens;
import dev.countersign.acts.Signer;
import dev.countersign.core.redirect.Redirects;
import dev.countersign.guard.Liveness;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Verifier;
import dev.countersign.server.consent.Handover;
import dev.countersign.server.oauth.client.Clients;
import dev.countersign.server.oauth.client.DescribedClients;
import dev.countersign.server.oauth.client.DocumentFetch;
import dev.countersign.server.oauth.client.KeySets;
import dev.countersign.server.oauth.client.PinnedDocuments;
import dev.countersign.server.oauth.client.Registration;
import dev.countersign.server.oauth.client.RegistrationManagement;
import dev.countersign.server.oauth.token.AssertedGrants;
import dev.countersign.server.oauth.token.Delegations;
import dev.countersign.server.oauth.token.DevicePolls;
import dev.countersign.server.oauth.token.IdentityAssertions;
import dev.countersign.server.oauth.token.Issuance;
import dev.countersign.server.oauth.token.Offers;
import dev.countersign.server.oauth.token.ProvenGrants;
import dev.countersign.server.oauth.token.ServiceGrants;
import dev.countersign.server.people.Cookies;
import dev.countersign.server.web.Endpoint;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Routes;
import java.time.Duration;
import java.util.Optional;

/** The OAuth endpoints, put together. The composition root makes one and lets it add its routes. */
public final class OAuth implements AutoCloseable {
    private static final int REGISTRATIONS_AT_ONCE = 8;
    private static final int TOKENS_AT_ONCE = 256;
    private static final int FETCHES_AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DocumentFetch fetch;
    private final DocumentFetch trusted;
    private final Clients clients;
    private final Redirection redirection;
    private final Metadata metadata;
    private final Registration registration;
    private final RegistrationManagement management;
    private final AuthorizeEndpoint authorize;
    private final PushEndpoint push;
    private final TokenEndpoint token;
    private final Delegations delegations;
    private final RevocationEndpoint revocation;
    private final IntrospectionEndpoint introspection;
    private final Optional<DeviceAuthorization> devices;

    /**
     * @param liveness by this node's store
     * @param owners what owners may do at all
     * @param proofs verifies proofs of keys
     * @param fetch how documents and keys of clients are fetched; closed with this
     * @param trusted how keys of identity providers are fetched: strangers must not hold it up; closed with this
     * @param handover the way to the consent page
     */
    public OAuth(
            OAuthSettings settings,
            Acts acts,
            Keys keys,
            AccessTokens accessTokens,
            MasterKey master,
            Verifier verifier,
            Liveness liveness,
            OwnerAuthorities owners,
            Proofs proofs,
            Handover handover,
            DocumentFetch fetch,
            DocumentFetch trusted) {
        var redirects = new Redirects(settings.issuer(), Cookies.PATHS);
        var issuer = settings.issuer().toString();
        this.fetch = fetch;
        this.trusted = trusted;
        var fetches = new FairQueue(FETCHES_AT_ONCE, 64, PATIENCE);
        var described = new DescribedClients(
                settings.pinned() ? PinnedDocuments.shipped(redirects::problem) : PinnedDocuments.none(),
                redirects::problem,
                fetch,
                fetches,
                acts::now);
        this.clients = new Clients(settings.clients(), described, acts);
        this.redirection = new Redirection(issuer);
        this.metadata = new Metadata(
                issuer,
                settings.resources(),
                settings.openRegistration(),
                settings.pushedOnly(),
                settings.grantTypes(),
                () -> keys.published().toString(true));
        this.registration = new Registration(
                issuer,
                settings.openRegistration(),
                redirects::problem,
                settings.grantTypes(),
                new FairQueue(REGISTRATIONS_AT_ONCE, 128, PATIENCE),
                acts);
        this.management = new RegistrationManagement(issuer, redirects::problem, settings.grantTypes(), acts);
        var asking = new Asking(settings.resources());
        var possession = new Possession(proofs, issuer);
        var assertions = new ClientAssertions(issuer, new KeySets(fetch, fetches, acts::now), acts);
        var authentication = new ClientAuthentication(clients, assertions);
        var requests = new CodeRequests(redirects, asking);
        var pushed = new PushedRequests(master, acts);
        this.authorize =
                new AuthorizeEndpoint(clients, requests, pushed, settings.pushedOnly(), redirection, handover, acts);
        var proven = new ProvenGrants(issuer, verifier, liveness);
        this.push = new PushEndpoint(
                authentication,
                possession,
                requests,
                pushed,
                proven,
                acts,
                new FairQueue(TOKENS_AT_ONCE, 1024, PATIENCE));
        var refreshTokens = new RefreshTokens(master);
        var tokens = new FairQueue(TOKENS_AT_ONCE, 1024, PATIENCE);
        this.devices = settings.deviceCodes()
                .map(life -> new DeviceAuthorization(
                        issuer,
                        authentication,
                        possession,
                        asking,
                        proven,
                        life,
                        settings.onboarding(),
                        new FairQueue(TOKENS_AT_ONCE, 1024, PATIENCE),
                        acts));
        this.delegations =
                new Delegations(acts, verifier, liveness, clients, settings.resources(), owners, settings.deepest());
        this.token = new TokenEndpoint(
                settings.grantTypes(),
                authentication,
                possession,
                new Issuance(
                        acts,
                        accessTokens,
                        refreshTokens,
                        settings.resources(),
                        new ServiceGrants(acts, liveness, settings.resources()),
                        new DevicePolls(acts),
                        delegations,
                        new IdentityAssertions(
                                issuer,
                                settings.issuers(),
                                new KeySets(trusted, new FairQueue(FETCHES_AT_ONCE, 64, PATIENCE), acts::now)),
                        new AssertedGrants(acts, settings.resources(), owners),
                        settings.accessTtl(),
                        settings.refresh()),
                tokens);
        this.revocation = new RevocationEndpoint(authentication, refreshTokens, verifier, acts, tokens);
        this.introspection = new IntrospectionEndpoint(
                issuer,
                settings.servers(),
                assertions,
                tokens,
                new Introspection(accessTokens, verifier, liveness, acts::now),
                new Signer(keys),
                acts::now);
    }

    /** Adds every endpoint of this room. */
    public void routes(Routes routes) {
        metadata.routes(routes);
        routes.post("/oauth/register", fair(registration::register)).crossOrigin("/oauth/register");
        routes.get("/oauth/register/{client_id}", management::read)
                .on("PUT", "/oauth/register/{client_id}", management::replace)
                .on("DELETE", "/oauth/register/{client_id}", management::remove)
                .crossOrigin("/oauth/register/{client_id}");
        // No CORS: a script has nothing to do where a human decides (RFC 9700 §2.6).
        routes.get("/oauth/authorize", authorize::authorize);
        routes.post("/oauth/par", fair(push::push)).crossOrigin("/oauth/par");
        routes.post("/oauth/token", fair(token::token)).crossOrigin("/oauth/token");
        routes.post("/oauth/revoke", fair(revocation::revoke));
        routes.post("/oauth/introspect", fair(introspection::introspect));
        devices.ifPresent(endpoint -> routes.post("/oauth/device_authorization", fair(endpoint::authorize)));
    }

    /** Tickets for other agents, for those who ask by a tool. */
    public Offers offers() {
        return delegations.offers();
    }

    /** Finds clients for other rooms. */
    public Clients clients() {
        return clients;
    }

    /** Spells authorization responses for the consent page. */
    public Redirection redirection() {
        return redirection;
    }

    private static Endpoint fair(Endpoint endpoint) {
        return exchange -> {
            try {
                return endpoint.handle(exchange);
            } catch (FairQueue.Full _) {
                throw new Refusal.OAuth(
                                429,
                                "temporarily_unavailable",
                                "Too many requests wait here. Try again in a few seconds.")
                        .retryAfter(5);
            }
        };
    }

    @Override
    public void close() {
        fetch.close();
        trusted.close();
    }
}
