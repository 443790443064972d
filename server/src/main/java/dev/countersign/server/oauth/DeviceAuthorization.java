package dev.countersign.server.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.acts.Acts;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.EvictUnopened;
import dev.countersign.acts.upkeep.KeepUnopened;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.UserCode;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.oauth.token.DeviceCode;
import dev.countersign.server.oauth.token.ProvenGrants;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Asks;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /oauth/device_authorization} (RFC 8628 §3.1, §3.2). What is asked for is said outright: {@code resource} with
 * {@code scope} or {@code authorization_details} for MCP, {@code profile=owner_agent} for the owner API. Nothing is inferred
 * from what is missing. The request waits without an event until a human opens it; how many may wait is bounded by network.
 */
final class DeviceAuthorization {
    private static final int INTERVAL_SECONDS = 5;
    private static final int DRAWS = 5;
    private static final int MOST_OF_A_NETWORK = 5_000;
    private static final int MOST = 100_000;
    private static final int BETWEEN_EVICTIONS = 1_000;

    private final String issuer;
    private final ClientAuthentication authentication;
    private final Possession possession;
    private final Asking asking;
    private final ProvenGrants proven;
    private final Duration life;
    private final OwnerOnboarding onboarding;
    private final FairQueue queue;
    private final Acts acts;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, AtomicInteger> sinceEviction = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    /**
     * @param life how long a device code lives
     * @param onboarding from where an owner's own agent may ask
     */
    DeviceAuthorization(
            String issuer,
            ClientAuthentication authentication,
            Possession possession,
            Asking asking,
            ProvenGrants proven,
            Duration life,
            OwnerOnboarding onboarding,
            FairQueue queue,
            Acts acts) {
        this.issuer = issuer;
        this.authentication = authentication;
        this.possession = possession;
        this.asking = asking;
        this.proven = proven;
        this.life = life;
        this.onboarding = onboarding;
        this.queue = queue;
        this.acts = acts;
    }

    Reply authorize(Exchange exchange) {
        var form = TokenEndpoint.form(exchange);
        var credentials = ClientAuthentication.read(exchange, form);
        var network = Networks.of(exchange.remote());
        return queue.run(credentials.clientId(), network, () -> {
            var client = authentication.asking(credentials, GrantType.DEVICE_CODE, network);
            if (!client.may(GrantType.DEVICE_CODE)) {
                throw new Refusal.OAuth(
                        "unauthorized_client",
                        "The operator did not configure this client for " + GrantType.DEVICE_CODE.wire() + ".");
            }
            var asked = asked(client, form, exchange.remote());
            // Shown or not: a client whose tokens are all bound proves its key when it polls (RFC 9449 §5.2).
            var key = possession.shownBy(exchange);
            var bound = key.map(thumbprint -> asked.boundTo(new Asked.BoundKey(thumbprint, true)))
                    .orElse(asked);
            var beyond = proven.of(form, client, key, acts.now()).map(Asked.StepUp::from);
            return possession.answered(
                    exchange, waiting(beyond.map(bound::beyond).orElse(bound), exchange, network));
        });
    }

    private Asked asked(Client client, Parameters form, InetAddress from) {
        try {
            return switch (form.one("profile").orElse(DeviceProfiles.MCP)) {
                case DeviceProfiles.MCP -> mcp(client, form);
                case DeviceProfiles.OWNER_AGENT -> ownerAgent(client, form, from);
                default ->
                    throw new Refusal.OAuth(
                            "invalid_request",
                            "The profile is not one that is offered here; the metadata lists them in "
                                    + "device_authorization_profiles_supported.");
            };
        } catch (RequestError error) {
            throw new Refusal.OAuth(error.code(), error.remedy());
        }
    }

    private Asked mcp(Client client, Parameters form) {
        if (form.all("resource").isEmpty()) throw incomplete("resource is missing");
        if (form.one("scope").isEmpty() && form.one("authorization_details").isEmpty()) {
            throw incomplete("scope and authorization_details are both missing");
        }
        var asked = asking.read(client, Optional.empty(), form);
        if (asked.kind() == TokenKind.CLIENT) return asked;
        throw new Refusal.OAuth(
                "invalid_target",
                "The owner API is not set up like an MCP resource; its own profile is in the metadata.");
    }

    /** An owner's own agent: never what an incomplete request becomes, and never asked for from just anywhere. */
    private Asked ownerAgent(Client client, Parameters form, InetAddress from) {
        if (!onboarding.open(from)) {
            throw new Refusal.OAuth(
                    "unauthorized_client",
                    "Owner onboarding is taken from the server's own computer and from the networks in owner-agent.from only; an "
                            + "agent that wants MCP tools asks with resource and scope instead.");
        }
        return asking.ownerAgent(client, form);
    }

    /** BEHAVIOURS A1.9: an incomplete request never becomes one of another kind. */
    private static Refusal.OAuth incomplete(String what) {
        return new Refusal.OAuth(
                "invalid_request",
                what + "; send the MCP resource with scope or authorization_details, as the metadata says in "
                        + "device_authorization_profiles_supported.");
    }

    private Reply waiting(Asked asked, Exchange exchange, String network) {
        var code = Secrets.secret("dc");
        for (var draw = 0; draw < DRAWS; draw++) {
            var userCode = UserCode.random(random::nextInt);
            if (acts.upkeep(new KeepUnopened(request(asked, code, userCode, exchange, network)))) {
                evict(network);
                return Reply.json(200, answer(code, userCode)).with("Pragma", "no-cache");
            }
        }
        throw new Refusal.OAuth(503, "temporarily_unavailable", "No free user code was found. Try again.")
                .retryAfter(1);
    }

    private DeviceRequest request(Asked asked, String code, UserCode userCode, Exchange exchange, String network) {
        var origin = Origins.of(exchange);
        var now = acts.now();
        var ask = new Asks.Ask(
                DeviceCode.requestId(code),
                "device",
                Optional.empty(),
                new ClientId(asked.asker().id()),
                asked.kind(),
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now,
                now.plus(life),
                Optional.empty(),
                origin.address(),
                origin.userAgent());
        return new DeviceRequest(
                ask, userCode, asked.key().map(Asked.BoundKey::thumbprint), INTERVAL_SECONDS, network, false);
    }

    private void evict(String network) {
        var count = sinceEviction.get(network, _ -> new AtomicInteger()).incrementAndGet();
        if (count % BETWEEN_EVICTIONS == 0) acts.upkeep(new EvictUnopened(network, MOST_OF_A_NETWORK, MOST));
    }

    private ObjectNode answer(String code, UserCode userCode) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("device_code", code)
                .put("user_code", userCode.shown())
                .put("verification_uri", issuer + "/device")
                .put("verification_uri_complete", issuer + "/device?user_code=" + userCode.shown())
                .put("expires_in", life.toSeconds())
                .put("interval", INTERVAL_SECONDS);
    }
}
