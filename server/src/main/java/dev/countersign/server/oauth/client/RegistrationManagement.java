package dev.countersign.server.oauth.client;

import dev.countersign.acts.Acts;
import dev.countersign.acts.RemoveClient;
import dev.countersign.acts.ReplaceClient;
import dev.countersign.acts.Secrets;
import dev.countersign.core.ClientId;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.client.SecretHash;
import dev.countersign.server.oauth.Origins;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Clients.Registered;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET PUT DELETE /oauth/register/{client_id}}: a client reads, replaces or ends its own registration (RFC 7592).
 * Whoever has not the client's registration access token learns not even whether the client exists.
 */
public final class RegistrationManagement {
    private static final List<String> SERVER_ISSUED = List.of(
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at");

    private record Holder(Registered client, String token) {}

    private final String issuer;
    private final RegistrationMetadata rules;
    private final Acts acts;

    /**
     * @param offered the grant types of this server; a client is registered for no other
     */
    public RegistrationManagement(String issuer, RedirectRule redirects, List<GrantType> offered, Acts acts) {
        this.issuer = issuer;
        this.rules = new RegistrationMetadata(redirects, offered);
        this.acts = acts;
    }

    /** RFC 7592 §2.1. The secret is not told again: only its hash is known. */
    public Reply read(Exchange exchange) {
        var holder = holder(exchange);
        return Reply.json(200, Registration.information(issuer, holder.client(), Optional.empty(), holder.token()));
    }

    /** RFC 7592 §2.2: what is sent replaces all there was; a client that turns confidential gets a new secret. */
    public Reply replace(Exchange exchange) {
        var holder = holder(exchange);
        var sent = Registration.sent(exchange);
        requireOwnId(holder, sent);
        var members = Registration.lawful(rules, sent);
        var confidential = Registration.method(members).secret();
        var fresh = confidential && holder.client().secretHash().isEmpty()
                ? Optional.of(Secrets.secret("cs"))
                : Optional.<String>empty();
        var hash = confidential
                ? fresh.map(secret -> SecretHash.of(secret).hex())
                        .or(() -> holder.client().secretHash())
                : Optional.<String>empty();
        var metadata = Members.json(members).toString();
        if (!acts.perform(new ReplaceClient(holder.client().id(), metadata, hash), Origins.of(exchange))) {
            throw stranger();
        }
        var before = holder.client();
        var after = new Registered(
                before.id(),
                metadata,
                hash,
                before.managementHash(),
                before.createdAt(),
                before.network(),
                before.grantedAt());
        return Reply.json(200, Registration.information(issuer, after, fresh, holder.token()));
    }

    /** RFC 7592 §2.3: the client, its token and every grant it holds end. */
    public Reply remove(Exchange exchange) {
        acts.perform(new RemoveClient(holder(exchange).client().id()), Origins.of(exchange));
        return Reply.empty(204).with("Cache-Control", "no-store");
    }

    private static void requireOwnId(Holder holder, Map<String, Object> sent) {
        if (!holder.client().id().value().equals(sent.get("client_id"))) {
            throw Registration.invalid("client_id must be sent and be this client's own");
        }
        for (var name : SERVER_ISSUED) {
            if (sent.containsKey(name)) throw Registration.invalid(name + " is given by the server; leave it out");
        }
        var secret = sent.get("client_secret");
        if (secret != null
                && !(secret instanceof String text
                        && holder.client()
                                .secretHash()
                                .filter(hash -> new SecretHash(hash).matches(text))
                                .isPresent())) {
            throw Registration.invalid("client_secret is not the current one; leave it out, it cannot be chosen");
        }
    }

    private Holder holder(Exchange exchange) {
        var header = exchange.header("Authorization")
                .orElseThrow(() -> new Refusal.OAuth(
                                401, "invalid_token", "Send the registration access token as a bearer token.")
                        .challenging("Bearer"));
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) throw stranger();
        var token = header.substring(7).strip();
        var id = exchange.segment("client_id");
        if (id.isBlank()) throw stranger();
        var row = acts.read(tx -> tx.clients().find(new ClientId(id)));
        return row.filter(found -> new SecretHash(found.managementHash()).matches(token))
                .map(found -> new Holder(found, token))
                .orElseThrow(RegistrationManagement::stranger);
    }

    private static Refusal.OAuth stranger() {
        return new Refusal.OAuth(
                        401, "invalid_token", "The registration access token is not this client's; register again.")
                .challenging("Bearer error=\"invalid_token\"");
    }
}
