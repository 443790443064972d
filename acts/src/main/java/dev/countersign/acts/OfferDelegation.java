package dev.countersign.acts;

import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.delegation.Delegation;
import dev.countersign.core.delegation.Ruling;
import dev.countersign.store.Tickets;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;

/**
 * The delegator asks: what it gets is never the receiver's token but a ticket that only the receiver can redeem, once, within
 * two minutes. What the receiver will get is judged now, so that the delegator hears of a refusal, and again at redemption.
 *
 * @param ticketHash hash of the ticket
 * @param candidate the receiver as the delegator names it
 */
public record OfferDelegation(
        String ticketHash, Offered offered, Candidate candidate, OwnerAuthorities owners, int deepest, Instant now)
        implements Act<OfferDelegation.Outcome> {
    /** How long a ticket can be redeemed. */
    public static final Duration LIFE = Duration.ofMinutes(2);

    private static final GrantId NOT_MADE = new GrantId("gr_offer");

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param child what the receiver would get now
         */
        record Offer(Grant child, Instant expiresAt) implements Outcome {}

        /**
         * @param why for the developer, or the model
         */
        record Refused(String why) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var from = Chains.of(offered.parent(), tx);
        if (from.isEmpty()) return refused("The grant behind the token is not known.");
        var standing = Standing.of(from.get(), tx, now);
        if (!standing.alive()) return refused(Delegate.ended(standing));
        var delegation = new Delegation(from.get(), Chains.owner(from.get(), owners, tx), deepest);
        return switch (delegation.to(candidate.receiver(from.get(), tx, now), offered.wish(), NOT_MADE, now)) {
            case Ruling.Refused(var _, String why) -> refused(why);
            case Ruling.Allowed(var child) ->
                Standing.of(child, tx, now).alive()
                        ? offer(child, tx)
                        : refused("This receiver was revoked or suspended; only a human can allow it again.");
        };
    }

    private Done<Outcome> offer(Grant child, Tx tx) {
        var end = now.plus(LIFE);
        var expiresAt = end.isBefore(offered.tokenEnd()) ? end : offered.tokenEnd();
        tx.tickets().insert(new Tickets.Ticket(ticketHash, Offered.KIND, offered.json(), expiresAt, false));
        var parent = tx.grants().find(offered.parent()).orElseThrow();
        return Done.of(
                new Outcome.Offer(child, expiresAt),
                Event.of(parent)
                        .with("receiver", offered.receiver().value())
                        .with("authority", child.authority().digest().base64url())
                        .with("until", child.until().toString()));
    }

    private static Done<Outcome> refused(String why) {
        return Done.unchanged(new Outcome.Refused(why));
    }
}
