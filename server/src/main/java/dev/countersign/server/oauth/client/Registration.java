package dev.countersign.server.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.acts.Acts;
import dev.countersign.acts.RegisterClient;
import dev.countersign.acts.Secrets;
import dev.countersign.core.ClientId;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.client.SecretHash;
import dev.countersign.core.json.MalformedJson;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.oauth.Origins;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /oauth/register}: dynamic client registration (RFC 7591). Open to everybody or to nobody, as the operator
 * says; bounded per network and minute, and in how many unused registrations stand.
 */
public final class Registration {
    static final int MOST_BYTES = 16 * 1024;
    private static final int MOST_A_MINUTE = 300;
    private static final int MOST_IDLE = 10_000;
    private static final int MOST_OF_NETWORK = 1000;

    private final String issuer;
    private final boolean open;
    private final RegistrationMetadata rules;
    private final FairQueue queue;
    private final Acts acts;
    private final Cache<String, AtomicInteger> recent = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    /**
     * @param offered the grant types of this server; a client is registered for no other
     */
    public Registration(
            String issuer, boolean open, RedirectRule redirects, List<GrantType> offered, FairQueue queue, Acts acts) {
        this.issuer = issuer;
        this.open = open;
        this.rules = new RegistrationMetadata(redirects, offered);
        this.queue = queue;
        this.acts = acts;
    }

    /** Registers a client and tells it, once, its secrets. */
    public Reply register(Exchange exchange) {
        requireOpen();
        var network = Networks.of(exchange.remote());
        spend(network);
        var members = lawful(rules, sent(exchange));
        return queue.run("", network, () -> store(members, network, exchange));
    }

    private void requireOpen() {
        if (!open) {
            throw new Refusal.OAuth(
                    403,
                    "access_denied",
                    "Registration is closed here. Use a client metadata document, or ask the operator to configure the client.");
        }
    }

    private void spend(String network) {
        if (recent.get(network, _ -> new AtomicInteger()).incrementAndGet() > MOST_A_MINUTE) {
            throw new Refusal.OAuth(
                            429,
                            "temporarily_unavailable",
                            "Too many clients register from this network. Try again in a minute.")
                    .retryAfter(60);
        }
    }

    private Reply store(Map<String, Object> members, String network, Exchange exchange) {
        var id = Secrets.id("cl");
        var metadata = RegisteredRow.metadata(id, members);
        var secret = metadata.authMethod().secret() ? Optional.of(Secrets.secret("cs")) : Optional.<String>empty();
        var token = Secrets.secret("reg");
        var now = acts.now();
        var row = new dev.countersign.store.Clients.Registered(
                new ClientId(id),
                Members.json(members).toString(),
                secret.map(text -> SecretHash.of(text).hex()),
                SecretHash.of(token).hex(),
                now,
                network,
                Optional.empty());
        if (!acts.perform(new RegisterClient(row, MOST_IDLE, MOST_OF_NETWORK), Origins.of(exchange))) {
            throw new Refusal.OAuth(
                            429, "temporarily_unavailable", "Too many clients registered lately. Try again in an hour.")
                    .retryAfter(3600);
        }
        return Reply.json(201, information(issuer, row, secret, token));
    }

    /** The client information response (RFC 7591 §3.2.1, RFC 7592 §3). */
    static ObjectNode information(
            String issuer, dev.countersign.store.Clients.Registered row, Optional<String> secret, String token) {
        var answer = tools.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .put("client_id", row.id().value())
                .put("client_id_issued_at", row.createdAt().getEpochSecond());
        secret.ifPresent(text -> answer.put("client_secret", text).put("client_secret_expires_at", 0));
        answer.put("registration_access_token", token)
                .put(
                        "registration_client_uri",
                        issuer + "/oauth/register/" + row.id().value());
        answer.setAll((ObjectNode) StrictJson.parse(row.metadata()));
        return answer;
    }

    /** The members a body carries. */
    static Map<String, Object> sent(Exchange exchange) {
        var type = exchange.header("Content-Type")
                .orElse("")
                .replaceFirst(";.*", "")
                .strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw invalid("the body must be sent as application/json; check the Content-Type header");
        }
        if (exchange.body().length > MOST_BYTES) throw invalid("the metadata is larger than " + MOST_BYTES + " bytes");
        try {
            if (StrictJson.parse(exchange.body()) instanceof ObjectNode object) return Members.of(object);
            throw invalid("the body must be a JSON object");
        } catch (MalformedJson malformed) {
            throw invalid("the body is not JSON: " + malformed.getMessage());
        }
    }

    static Map<String, Object> lawful(RegistrationMetadata rules, Map<String, Object> sent) {
        try {
            return rules.checked(sent);
        } catch (MetadataRules.Broken broken) {
            throw new Refusal.OAuth(400, broken.code(), broken.remedy());
        }
    }

    static Refusal.OAuth invalid(String remedy) {
        return new Refusal.OAuth(400, "invalid_client_metadata", remedy);
    }

    static AuthMethod method(Map<String, Object> members) {
        return MetadataRules.authMethod(members, AuthMethod.NONE);
    }
}
