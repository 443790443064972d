package dev.countersign.server.oauth.token;

import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.client.Client;
import dev.countersign.core.delegation.Chain;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.Freshness;
import dev.countersign.guard.Holding;
import dev.countersign.guard.Liveness;
import dev.countersign.guard.Verifier;
import dev.countersign.server.web.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The tokens that an exchange presents, verified (RFC 8693 §2.1). What a token says of itself is not believed beyond its
 * signature: its chain is read from the store, and a token whose {@code act} says otherwise is refused. Whatever is wrong with
 * one is {@code invalid_request} (§2.2.2). Thread-safe.
 */
final class GivenTokens {
    private final String issuer;
    private final Verifier verifier;
    private final Liveness liveness;

    GivenTokens(String issuer, Verifier verifier, Liveness liveness) {
        this.issuer = issuer;
        this.verifier = verifier;
        this.liveness = liveness;
    }

    /**
     * A token with the living grants behind it.
     *
     * @param owner what the subject may do at all
     */
    record Given(AccessToken token, Chain chain, Authority owner) {}

    /**
     * The token whose authority is handed on or renewed.
     *
     * @param key the key this request proved
     */
    Given subject(String token, Client receiver, Optional<String> key, Instant now) {
        var given = verified("subject_token", token, key, now);
        given.token().mayAct().ifPresent(named -> {
            if (!named.allows(issuer, receiver.id())) {
                throw unacceptable("The subject_token says in may_act that only another party may act with it.");
            }
        });
        return given;
    }

    /**
     * Checks a receiver's own credential: the token it got by client_credentials, and nobody else's.
     */
    void requireOwn(String token, Client receiver, Optional<String> key, Instant now) {
        var actor = verified("actor_token", token, key, now);
        var own = actor.token().client().value().equals(receiver.id())
                && actor.chain().hops() == 0
                && actor.chain().root().subject() instanceof Subject.Service(var client)
                && client.value().equals(receiver.id());
        if (!own) {
            throw unacceptable(
                    "The actor_token is not this client's own; send the one it got by client_credentials, or "
                            + "none: it authenticates with this request anyway.");
        }
    }

    /**
     * Any access token of a client's, with the living grants behind it.
     *
     * @param name what the parameter is called
     */
    Given verified(String name, String text, Optional<String> key, Instant now) {
        var token = switch (verifier.verify(text, now)) {
            case Verifier.Verdict.Valid(AccessToken valid) when valid.personal() -> throw notExchanged(name);
            case Verifier.Verdict.Valid(AccessToken valid) when now.isBefore(valid.expiresAt()) -> valid;
            case Verifier.Verdict.Valid _ -> throw unacceptable("The " + name + " has expired.");
            case Verifier.Verdict.Invalid _ -> throw notExchanged(name);
            case Verifier.Verdict.Unavailable _ -> throw nobodyCanTell();
        };
        if (token.kind() != TokenKind.CLIENT) {
            throw unacceptable("The " + name + " is an owner token; those are never exchanged.");
        }
        if (token.key().isPresent() && !token.key().equals(key)) {
            throw unacceptable("The " + name + " is bound to a key; send a DPoP proof of that key.");
        }
        return switch (liveness.of(token.grant(), Freshness.NOW)) {
            case Liveness.Answer.Alive(Holding holding) -> given(name, token, holding);
            case Liveness.Answer.Dead dead -> throw unacceptable(name + ": " + dead.why() + ".");
            case Liveness.Answer.Unknown _ -> throw nobodyCanTell();
        };
    }

    private static Given given(String name, AccessToken token, Holding holding) {
        var grants = new ArrayList<>(holding.above().reversed());
        grants.add(holding.grant());
        var chain = new Chain(grants);
        if (!token.actors().equals(chain.actors())) {
            throw unacceptable("The " + name + " names other actors in act than its grant has.");
        }
        return new Given(token, chain, holding.owner());
    }

    private static Refusal.OAuth notExchanged(String name) {
        return unacceptable("The " + name + " is not a live access token of this server. Refresh tokens, personal "
                + "tokens, upstream contexts and tokens of others are never exchanged.");
    }

    private static Refusal.OAuth nobodyCanTell() {
        return new Refusal.OAuth(503, "temporarily_unavailable", "The store does not answer. Try again.").retryAfter(1);
    }

    static Refusal.OAuth unacceptable(String why) {
        return new Refusal.OAuth("invalid_request", why);
    }
}
