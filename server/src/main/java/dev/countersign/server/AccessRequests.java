package dev.countersign.server;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Approve;
import dev.countersign.acts.AskCall;
import dev.countersign.acts.AskMore;
import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.InvalidAuthority;
import dev.countersign.core.authority.Permission;
import dev.countersign.gateway.StepUp.Answer;
import dev.countersign.gateway.StepUp.Holder;
import dev.countersign.gateway.StepUp.Page;
import dev.countersign.gateway.StepUp.Wish;
import dev.countersign.server.consent.Ends;
import dev.countersign.store.Asks;
import java.net.URI;
import java.util.ArrayList;

/**
 * An agent asks for more with a token it holds: what it has and what it wishes become one pending request like any other, and
 * what is approved takes the place of what it has. Thread-safe.
 */
final class AccessRequests {
    private final URI issuer;
    private final Acts acts;
    private final OwnerAuthorities authorities;
    private final HolderRequests holders;

    AccessRequests(URI issuer, Acts acts, OwnerAuthorities authorities, HolderRequests holders) {
        this.issuer = issuer;
        this.acts = acts;
        this.authorities = authorities;
        this.holders = holders;
    }

    Answer ask(Holder holder, Wish wish, Origin origin) {
        var grant = holder.grant();
        if (!(grant.subject() instanceof Subject.Owner(OwnerId owner))) {
            return refused("No human stands behind you; the operator decides in the configuration what you may do.");
        }
        if (grant.parent().isPresent()) {
            return refused("What you hold was handed to you by another agent. Ask that agent; it can ask its human.");
        }
        if (grant.client().equals(ClientId.PERSONAL) || grant.maxUses().isPresent()) {
            return refused("A personal access token is never widened; your human makes another one with `pat create`.");
        }
        if (wish.until().filter(end -> Ends.parse(end, acts.now()).isEmpty()).isPresent()) {
            return refused("until is a duration such as PT8H or P3D, or a date such as 2027-03-31, within one year.");
        }
        var possible = acts.read(tx -> authorities.of(owner, tx)).meet(wish.authority());
        if (possible.isNothing() && !wish.authority().isNothing()) {
            return refused(
                    "Your human may give nothing of that, or it does not exist here. whoami names what you have.");
        }
        if (possible.narrows(grant.authority()) && wish.until().isEmpty()) {
            return refused("You have all of that already that your human may give; whoami names it. Just do it.");
        }
        try {
            return put(
                    holders.ask(Approve.BY_HOLDER, grant, owner, asked(holder, possible, wish), origin), grant, origin);
        } catch (InvalidAuthority tooMuch) {
            return refused("That is too much for one request, with what you have already. Ask for less.");
        }
    }

    private Answer put(Asks.Ask ask, Grant grant, Origin origin) {
        return switch (acts.perform(new AskMore(ask, grant), origin)) {
            case AskCall.Outcome.Waits(var id) ->
                new Answer.Waits(new Page(id, issuer + "/consent/" + id), ask.expiresAt());
            case AskCall.Outcome.Denied _ ->
                refused("Your human said no to this a moment ago. Work with what you have, or talk to them.");
            case AskCall.Outcome.TooMany _ ->
                refused(
                        "Enough was asked for the moment: let your human decide what waits already, or wait some minutes.");
        };
    }

    private Asked asked(Holder holder, Authority more, Wish wish) {
        var grant = holder.grant();
        var permissions = new ArrayList<Permission>(grant.authority().permissions());
        permissions.addAll(more.permissions());
        var all = Authority.of(permissions).requireWithinLimits();
        return holders.asked(holder, all).beyond(new Asked.StepUp(grant.id(), wish.until(), wish.reason()));
    }

    private static Answer refused(String why) {
        return new Answer.Refused(why);
    }
}
