package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.delegation.Chain;
import dev.countersign.core.delegation.Delegation;
import dev.countersign.core.delegation.Ruling;
import dev.countersign.core.delegation.Wish;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Hands on a part of a grant, with no human in the loop and inside what a human allowed (RFC 8693). In one transaction: the
 * parent is alive now, its policies and all policies above allow it, and the child with the revocation keys of every ancestor
 * is written. A ticket is spent only when all this holds.
 *
 * @param from what the receiver presents
 * @param id the child's
 * @param owners what owners may do at all
 * @param deepest how many hops this server allows
 * @param address where the request came from
 */
public record Delegate(
        From from, Candidate candidate, GrantId id, OwnerAuthorities owners, int deepest, Instant now, String address)
        implements Act<Delegate.Outcome> {

    /** What entitles the receiver. */
    public sealed interface From {
        /**
         * A token of another agent that the receiver was given.
         *
         * @param parent the grant behind the token
         * @param tokenEnd when it ends
         */
        record Token(GrantId parent, Wish wish, Instant tokenEnd) implements From {}

        /**
         * A ticket the delegator asked for.
         *
         * @param hash the ticket's
         * @param narrower what the receiver itself wishes of it, when it wishes less
         */
        record Ticket(String hash, Optional<Wish> narrower) implements From {}
    }

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param chain the new grant and all above it
         * @param tokenEnd when the token ends that this came of: what is minted now ends with it
         */
        record Delegated(Chain chain, Instant tokenEnd) implements Outcome {}

        /**
         * @param why for the developer
         */
        record Refused(String why) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        return switch (from) {
            case From.Token(GrantId parent, Wish wish, Instant end) ->
                handOn(parent, candidate, wish, end, tx, "exchange");
            case From.Ticket(String hash, Optional<Wish> narrower) -> redeem(hash, narrower, tx);
        };
    }

    private Done<Outcome> redeem(String hash, Optional<Wish> narrower, Tx tx) {
        var ticket = tx.tickets().find(hash);
        var known = ticket.flatMap(Offered::of);
        if (ticket.isEmpty() || known.isEmpty()) {
            return refused("The ticket is not known here; it may have been redeemed long ago.");
        }
        var offered = known.get();
        // Whoever is not meant learns nothing and changes nothing.
        if (!offered.receiver().equals(candidate.client())) return refused("The ticket is for another client.");
        if (offered.key().isPresent() && !offered.key().equals(candidate.key())) {
            return refused("The ticket is bound to a key; send a DPoP proof of that key.");
        }
        if (ticket.get().used()) return refused("The ticket was redeemed before; the delegator can ask for another.");
        if (!ticket.get().redeemable(now)) return refused("The ticket has expired; the delegator can ask for another.");
        var receiver = new Candidate(
                candidate.client(),
                candidate.key(),
                candidate.configured(),
                candidate.credential(),
                candidate.vouched() || offered.key().isPresent());
        var wish = narrower.map(less -> narrowed(offered.wish(), less)).orElse(offered.wish());
        var done = handOn(offered.parent(), receiver, wish, offered.tokenEnd(), tx, "ticket");
        if (done.result() instanceof Outcome.Delegated) tx.tickets().redeem(hash, Offered.KIND, now);
        return done;
    }

    private static Wish narrowed(Wish offered, Wish less) {
        return new Wish(
                offered.authority().meet(less.authority()),
                less.hops().isPresent() ? less.hops() : offered.hops(),
                offered.to(),
                less.until().isPresent() ? less.until() : offered.until());
    }

    private Done<Outcome> handOn(GrantId parent, Candidate receiver, Wish wish, Instant tokenEnd, Tx tx, String by) {
        var from = Chains.of(parent, tx);
        if (from.isEmpty()) return refused("The grant behind the subject token is not known.");
        var standing = Standing.of(from.get(), tx, now);
        if (!standing.alive()) return refused(ended(standing));
        if (!now.isBefore(tokenEnd)) return refused("The subject token has expired.");
        var delegation = new Delegation(from.get(), Chains.owner(from.get(), owners, tx), deepest);
        return switch (delegation.to(receiver.receiver(from.get(), tx, now), wish, id, now)) {
            case Ruling.Refused(var _, String why) -> refused(why);
            case Ruling.Allowed(Grant child) -> written(from.get(), child, tokenEnd, tx, by);
        };
    }

    private Done<Outcome> written(Chain from, Grant child, Instant tokenEnd, Tx tx, String by) {
        // A revocation or suspension of the receiver itself, made since the human approved, reaches the child as well.
        var standing = Standing.of(child, tx, now);
        if (!standing.alive())
            return refused("This receiver was revoked or suspended; only a human can allow it again.");
        tx.grants().insert(child, address, "");
        candidate.key().ifPresent(thumbprint -> new Proved(thumbprint, address, false).seen(child, tx, now));
        var grants = new ArrayList<>(from.grants());
        grants.add(child);
        var chain = new Chain(grants);
        return Done.of(
                new Outcome.Delegated(chain, tokenEnd),
                Event.of(child)
                        .with("parent", from.holder().id().value())
                        .with("path", Chains.path(chain))
                        .with("by", by)
                        .with("authority", child.authority().digest().base64url())
                        .with("until", child.until().toString()));
    }

    static String ended(Standing standing) {
        return switch (standing) {
            case SUSPENDED, HELD -> "The grant behind the subject token is suspended.";
            case REVOKED -> "The grant behind the subject token was revoked.";
            case BARRED -> "The client or the device of the subject token is barred.";
            case NOT_YET -> "The grant behind the subject token has not begun.";
            case ENDED_BY_TIME, ALIVE -> "The grant behind the subject token has ended.";
        };
    }

    private static Done<Outcome> refused(String why) {
        return Done.unchanged(new Outcome.Refused(why));
    }
}
