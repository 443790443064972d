package dev.countersign.server;

import dev.countersign.acts.Acts;
import dev.countersign.acts.AskCall;
import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.Asked;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OneCall;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Call;
import dev.countersign.gateway.StepUp;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * One-call approvals: a call beyond a grant becomes a pending request like any other, and what comes of it is a grant with
 * one use and the arguments pinned. Thread-safe.
 */
final class OneCalls implements StepUp {
    private final URI issuer;
    private final Acts acts;
    private final OwnerAuthorities authorities;
    private final HolderRequests holders;
    private final AccessRequests requests;

    /**
     * @param timeout how long a call waits for its owner
     * @param askers what is known of the client that holds a grant
     */
    OneCalls(
            URI issuer,
            Acts acts,
            OwnerAuthorities authorities,
            Duration timeout,
            Function<Grant, Asked.Asker> askers) {
        this.issuer = issuer;
        this.acts = acts;
        this.authorities = authorities;
        this.holders = new HolderRequests(acts, timeout, askers);
        this.requests = new AccessRequests(issuer, acts, authorities, holders);
    }

    @Override
    public Answer more(Holder holder, Wish wish, Origin origin) {
        return requests.ask(holder, wish, origin);
    }

    @Override
    public Optional<Page> page(Holder holder, Call call, Origin origin) {
        var grant = holder.grant();
        var one = OneCall.of(call);
        if (one.isEmpty() || !(grant.subject() instanceof Subject.Owner(OwnerId owner))) return Optional.empty();
        var mine = acts.read(tx -> authorities.of(owner, tx));
        if (!mine.permits(call)) return Optional.empty();
        var asked = holders.asked(holder, one.get().authority());
        var ask = holders.ask("call", grant, owner, asked, origin);
        return switch (acts.perform(new AskCall(ask, grant, one.get()), origin)) {
            case AskCall.Outcome.Waits(var id) -> Optional.of(new Page(id, issuer + "/consent/" + id));
            case AskCall.Outcome.Denied _, AskCall.Outcome.TooMany _ -> Optional.empty();
        };
    }

    @Override
    public Optional<GrantId> allowed(Grant grant, Call call) {
        var now = acts.now();
        return acts.read(tx -> tx.callRequests().unused(grant.id()).stream()
                .flatMap(id -> tx.grants().find(id).stream())
                .filter(approval -> approval.inside(now) && approval.authority().permits(call))
                .map(Grant::id)
                .findFirst());
    }
}
