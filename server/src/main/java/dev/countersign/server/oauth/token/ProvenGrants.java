package dev.countersign.server.oauth.token;

import dev.countersign.core.GrantId;
import dev.countersign.core.Subject;
import dev.countersign.core.client.Client;
import dev.countersign.guard.Liveness;
import dev.countersign.guard.Verifier;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.time.Instant;
import java.util.Optional;

/**
 * The grant that a new request goes beyond: {@code grant_id}, proved by a living access token of it in {@code grant_token}.
 * Only where parameters travel in a body: a token has no place in an address (OAuth 2.1 §1.4.2.1). Thread-safe.
 */
public final class ProvenGrants {
    /** Names the grant. */
    public static final String ID = "grant_id";

    /** A living access token of it. */
    public static final String TOKEN = "grant_token";

    private final GivenTokens tokens;

    public ProvenGrants(String issuer, Verifier verifier, Liveness liveness) {
        this.tokens = new GivenTokens(issuer, verifier, liveness);
    }

    /**
     * The grant a request proves, when it names one.
     *
     * @param key the key this request proved; a token that is bound to one needs it
     * @throws Refusal.OAuth {@code invalid_request} when it is not proved, whatever is wrong with it
     */
    public Optional<GrantId> of(Parameters form, Client client, Optional<String> key, Instant now) {
        var id = form.one(ID);
        var token = form.one(TOKEN);
        if (id.isEmpty() && token.isEmpty()) return Optional.empty();
        if (id.isEmpty() || token.isEmpty()) {
            throw GivenTokens.unacceptable("grant_id and grant_token belong together; send both or neither.");
        }
        var given = tokens.verified(TOKEN, token.get(), key, now);
        var grant = given.chain().holder();
        if (!grant.id().value().equals(id.get()) || !grant.client().value().equals(client.id())) {
            throw GivenTokens.unacceptable("The grant_token is not a token of this client's for that grant_id.");
        }
        if (given.chain().hops() > 0 || !(grant.subject() instanceof Subject.Owner)) {
            throw GivenTokens.unacceptable(
                    "Only what a human approved for this client itself is replaced by asking again; leave grant_id out.");
        }
        return Optional.of(grant.id());
    }
}
