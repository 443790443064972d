package dev.countersign.server.oauth.token;

import static dev.countersign.server.oauth.token.GivenTokens.unacceptable;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Candidate;
import dev.countersign.acts.Delegate;
import dev.countersign.acts.Offered;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Renew;
import dev.countersign.acts.Secrets;
import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.DelegationRequest;
import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.Configured;
import dev.countersign.core.delegation.Chain;
import dev.countersign.core.delegation.Delegation;
import dev.countersign.core.delegation.Wish;
import dev.countersign.guard.Liveness;
import dev.countersign.guard.Verifier;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.oauth.Resources.Resource;
import dev.countersign.server.oauth.client.Clients;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The four things a token exchange can be, each as its steps: read what is presented, narrow it to what is asked, perform the
 * act, mint. Thread-safe.
 */
public final class Delegations {
    private final Acts acts;
    private final GivenTokens tokens;
    private final Resources resources;
    private final OwnerAuthorities owners;
    private final Offers offers;
    private final int deepest;

    /**
     * @param owners what owners may do at all
     * @param deepest how many hops this server allows after the first grant
     */
    public Delegations(
            Acts acts,
            Verifier verifier,
            Liveness liveness,
            Clients clients,
            Resources resources,
            OwnerAuthorities owners,
            int deepest) {
        this.acts = acts;
        this.tokens = new GivenTokens(resources.issuer(), verifier, liveness);
        this.resources = resources;
        this.owners = owners;
        this.offers = new Offers(acts, clients, owners, deepest);
        this.deepest = deepest;
    }

    GivenTokens tokens() {
        return tokens;
    }

    /** Tickets, for those who ask elsewhere than here. */
    public Offers offers() {
        return offers;
    }

    /** The resource that an {@code audience} names: its identifier, or the name of a server (RFC 8693 §2.1). */
    String resource(String audience) {
        return resources
                .find(audience)
                .or(() -> resources.server(audience))
                .map(Resource::id)
                .orElseThrow(() -> TokenExchange.foreignTarget(audience));
    }

    /** Whether the presenter is the agent whose token it is. */
    boolean isHolder(GivenTokens.Given given, Presented presented) {
        var holder = given.chain().holder();
        return candidate(presented, given).agent(holder.subject()).equals(holder.agent());
    }

    /** The receiver presents a token it was given, and gets a child grant. */
    TokenAnswer received(TokenExchange asked, GivenTokens.Given given, Presented presented, Issuance issuance) {
        var now = acts.now();
        var narrowing = asked.asked(this);
        var narrowed = narrowed(narrowing, handable(given));
        var from = new Delegate.From.Token(
                given.chain().holder().id(),
                wish(narrowed.authority(), narrowing, asked, now),
                given.token().expiresAt());
        return delegated(from, candidate(presented, given), narrowed.audience(), asked, presented, issuance, now);
    }

    /** The receiver presents the ticket it was given, and gets a child grant. */
    TokenAnswer redeemed(TokenExchange asked, Presented presented, Issuance issuance) {
        var now = acts.now();
        var narrowing = asked.asked(this);
        var hash = Secrets.hash(asked.subjectToken());
        // Looked at before the ticket is spent, so that a wrong parameter costs the receiver nothing.
        var offered = acts.read(tx -> tx.tickets().find(hash))
                .flatMap(Offered::of)
                .filter(ticket ->
                        ticket.receiver().value().equals(presented.client().id()))
                .map(ticket -> narrowed(narrowing, ticket.wish().authority()));
        var narrower = offered.map(narrowed -> wish(narrowed.authority(), narrowing, asked, now));
        var audience = offered.map(Narrowing.Narrowed::audience).orElse(List.of());
        var from = new Delegate.From.Ticket(hash, narrower);
        return delegated(from, candidate(presented, false), audience, asked, presented, issuance, now);
    }

    private TokenAnswer delegated(
            Delegate.From from,
            Candidate candidate,
            List<String> audience,
            TokenExchange asked,
            Presented presented,
            Issuance issuance,
            Instant now) {
        var id = new GrantId(Secrets.id("gr"));
        var act = new Delegate(
                from, candidate, id, owners, deepest, now, presented.origin().address());
        return switch (acts.perform(act, presented.origin())) {
            case Delegate.Outcome.Refused(String why) -> throw unacceptable(why);
            case Delegate.Outcome.Delegated(Chain chain, Instant tokenEnd) ->
                minted(chain, chain.holder().authority(), audience, tokenEnd, asked, presented, issuance, now);
        };
    }

    /** The holder of a child grant presents its own live token, and gets its next one. */
    TokenAnswer renewed(TokenExchange asked, GivenTokens.Given given, Presented presented, Issuance issuance) {
        var holder = given.chain().holder();
        if (holder.parent().isEmpty()) {
            throw unacceptable("This token is the client's own, and nobody hands on to itself; refresh it instead.");
        }
        if (presented.client().authMethod() == AuthMethod.NONE
                && given.token().key().isEmpty()) {
            throw unacceptable("A client without a credential renews by its key only.");
        }
        var now = acts.now();
        var held = given.token().authority();
        for (var limit : List.of(given.chain().authority(), given.owner()))
            held = held.narrows(limit) ? held : held.meet(limit);
        var narrowed = narrowed(asked.asked(this), held);
        return switch (acts.perform(new Renew(holder.id(), given.token().jti(), now), presented.origin())) {
            case Renew.Outcome.Refused(String why) -> throw unacceptable(why);
            case Renew.Outcome.Renewed(Chain chain) ->
                minted(chain, narrowed.authority(), narrowed.audience(), Instant.MAX, asked, presented, issuance, now);
        };
    }

    /** The delegator presents its own token, and gets a ticket for a receiver it names. */
    TokenAnswer offered(TokenExchange asked, GivenTokens.Given given, Presented presented, Issuance issuance) {
        if (!isHolder(given, presented)) {
            throw unacceptable("A ticket is asked for by the agent whose token it is; exchange this one instead.");
        }
        var now = acts.now();
        var narrowing = asked.asked(this);
        var narrowed = narrowed(narrowing, handable(given));
        var answer = offers.ask(
                given.chain().holder().id(),
                asked.receiver().orElseThrow(),
                asked.receiverKey(),
                wish(narrowed.authority(), narrowing, asked, now),
                given.token().expiresAt(),
                presented.origin());
        return switch (answer) {
            case Offers.Answer.Refused(String why) -> throw unacceptable(why);
            case Offers.Answer.Ticket(String secret, var child, Instant expiresAt) ->
                new IssuedTicket(secret, now, expiresAt, child.authority());
        };
    }

    private TokenAnswer minted(
            Chain chain,
            Authority authority,
            List<String> audience,
            Instant tokenEnd,
            TokenExchange asked,
            Presented presented,
            Issuance issuance,
            Instant now) {
        var kept = audience.stream().filter(authority.locations()::contains).toList();
        var end = tokenEnd.isBefore(chain.until()) ? tokenEnd : chain.until();
        var wished = asked.lifetime().map(now::plus).filter(end::isAfter).orElse(end);
        return new Exchanged(issuance.handedOn(
                chain, new Narrowing.Narrowed(authority.restrictTo(kept), Set.of(), kept), presented, wished));
    }

    /** What of this token can be handed on now; the act asks again. Nothing, when the policy allows nothing. */
    private Authority handable(GivenTokens.Given given) {
        var share = new Delegation(given.chain(), given.owner(), deepest).share();
        var token = given.token().authority();
        return token.narrows(share) ? token : token.meet(share);
    }

    /** Where nothing can be handed on at all, the act says why; here it would look like a wrong parameter. */
    private Narrowing.Narrowed narrowed(Narrowing narrowing, Authority held) {
        return held.isNothing() ? new Narrowing.Narrowed(held, Set.of(), List.of()) : narrowing.of(held, resources);
    }

    private static Wish wish(Authority authority, Narrowing narrowing, TokenExchange asked, Instant now) {
        var onward = narrowing.delegation();
        return new Wish(
                authority,
                onward.map(wish -> OptionalInt.of(wish.depth())).orElse(OptionalInt.empty()),
                onward.map(DelegationRequest::to),
                asked.lifetime().map(now.truncatedTo(ChronoUnit.SECONDS)::plus));
    }

    private static Candidate candidate(Presented presented, GivenTokens.Given given) {
        // A key that the subject token is bound to as well: its holder is on the same device.
        return candidate(presented, given.token().key().isPresent());
    }

    private static Candidate candidate(Presented presented, boolean vouched) {
        var client = presented.client();
        return new Candidate(
                new ClientId(client.id()),
                presented.key(),
                client instanceof Configured,
                client.authMethod() != AuthMethod.NONE,
                vouched);
    }
}
