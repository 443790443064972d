package dev.countersign.core.delegation;

import static dev.countersign.core.delegation.Ruling.Objection.CYCLE;
import static dev.countersign.core.delegation.Ruling.Objection.NOTHING_LEFT;
import static dev.countersign.core.delegation.Ruling.Objection.NOT_DELEGABLE;
import static dev.countersign.core.delegation.Ruling.Objection.NOT_NAMED;
import static dev.countersign.core.delegation.Ruling.Objection.OFF;
import static dev.countersign.core.delegation.Ruling.Objection.OVER;
import static dev.countersign.core.delegation.Ruling.Objection.TOO_DEEP;
import static dev.countersign.core.delegation.Ruling.Objection.UNPROVEN;

import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.Recipients;
import java.time.Instant;
import java.util.Optional;

/**
 * The rules of handing on, as one pure function. Every one of them is asked of <em>every</em> grant above, not of the last
 * alone: authority, receivers, depth and end are what all of them allow together. So no child ever exceeds an ancestor, and
 * a policy that was narrowed later is felt by the next hop below it.
 *
 * <p>Whether the chain is alive is not asked here: that takes the revocation table.
 *
 * @param owner what the subject may do at all, the root of every tree
 * @param deepest how many hops this server allows after the first grant
 */
public record Delegation(Chain from, Authority owner, int deepest) {

    /** Rules on one delegation; {@code id} becomes the child's. */
    public Ruling to(Receiver receiver, Wish wish, GrantId id, Instant now) {
        var holder = from.holder();
        if (holder.kind() != TokenKind.CLIENT) {
            return refused(NOT_DELEGABLE, "A token for the owner API is never handed on.");
        }
        if (from.grants().stream().anyMatch(grant -> grant.maxUses().isPresent())) {
            return refused(NOT_DELEGABLE, "This was approved for single calls, which are never handed on.");
        }
        if (!holder.delegation().allowsAny()) {
            return from.hops() == 0
                    ? refused(OFF, "Nobody allowed this grant to be handed on; ask the human for it with `delegate`.")
                    : refused(TOO_DEEP, "It was handed on as often as was allowed.");
        }
        if (hopsLeft() < 1) {
            return refused(
                    TOO_DEEP,
                    "It was handed on as often as was allowed: " + from.hops()
                            + (from.hops() == 1 ? " time." : " times."));
        }
        var recipients = recipients();
        if (receiver.proof() == Receiver.Proof.NONE) {
            return refused(UNPROVEN, "A client without a credential proves who it is by a key: send a DPoP proof.");
        }
        if (recipients.filter(allowed -> names(allowed, receiver)).isEmpty()) {
            return refused(
                    NOT_NAMED,
                    "The client " + receiver.client() + " is none of those it may be handed to"
                            + recipients.map(Delegation::listed).orElse("") + ".");
        }
        if (receiver.proof() == Receiver.Proof.STRANGE_KEY) {
            return refused(
                    UNPROVEN,
                    "Nobody has vouched for this key of a client without a credential; let the delegator ask for a ticket"
                            + " that names it.");
        }
        if (from.actors().contains(receiver.agent())) {
            return refused(CYCLE, "This agent stands in the chain already; nobody hands on to one before it.");
        }
        var end = end(wish, now);
        if (!end.isAfter(now)) return refused(OVER, "The time in which it could be handed on is over.");
        Authority authority;
        try {
            authority = Chain.within(wish.authority(), share()).requireWithinLimits();
        } catch (InvalidAuthority tooLong) {
            return refused(NOT_DELEGABLE, "What is left of it takes too many words to be handed on; ask for less.");
        }
        if (authority.isNothing()) {
            return refused(NOTHING_LEFT, "Of what is asked, nothing may be handed on.");
        }
        return new Ruling.Allowed(child(receiver, authority, policy(wish, authority, end), id, now, end));
    }

    /** The most any child may hold: what every grant holds, every policy shares and the owner has now. */
    public Authority share() {
        var all = Chain.within(from.authority(), owner);
        for (var grant : from.grants())
            all = Chain.within(all, grant.delegation().share());
        return all;
    }

    /** How many more hops every policy above and this server allow. */
    public int hopsLeft() {
        var left = deepest - from.hops();
        for (var i = 0; i <= from.hops(); i++) {
            left = Math.min(left, from.grants().get(i).delegation().depth() - (from.hops() - i));
        }
        return left;
    }

    /** Who may receive by every policy above; empty when nobody may. */
    public Optional<Recipients> recipients() {
        Optional<Recipients> all = Optional.of(new Recipients.Any());
        for (var grant : from.grants()) {
            var these = grant.delegation().recipients();
            all = all.flatMap(known -> these.flatMap(known::meet));
        }
        return all;
    }

    private static boolean names(Recipients allowed, Receiver receiver) {
        return switch (allowed) {
            case Recipients.Any _ -> receiver.known() != Receiver.Known.STRANGER;
            case Recipients.Clients(var ids) -> ids.contains(receiver.client().value());
        };
    }

    private static String listed(Recipients allowed) {
        return switch (allowed) {
            case Recipients.Any _ -> ": clients of the configuration, and clients that hold a live grant of this owner";
            case Recipients.Clients(var ids) -> ": " + String.join(", ", ids);
        };
    }

    private Instant end(Wish wish, Instant now) {
        var latest = earlier(from.until(), from.holder().delegation().until());
        return wish.until().map(asked -> earlier(asked, latest)).orElse(latest);
    }

    private DelegationPolicy policy(Wish wish, Authority held, Instant end) {
        var left = Math.min(hopsLeft() - 1, wish.hops().orElse(Integer.MAX_VALUE));
        var to = recipients().flatMap(all -> wish.to().map(all::meet).orElse(Optional.of(all)));
        return to.map(receivers -> DelegationPolicy.of(left, receivers, end, held))
                .orElse(DelegationPolicy.OFF);
    }

    private Grant child(
            Receiver receiver, Authority authority, DelegationPolicy policy, GrantId id, Instant now, Instant end) {
        return from.holder()
                .child(id, receiver.client(), end)
                .device(receiver.device())
                .authority(authority)
                .delegation(policy)
                .notBefore(now)
                .build();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Ruling refused(Ruling.Objection objection, String why) {
        return new Ruling.Refused(objection, why);
    }
}
