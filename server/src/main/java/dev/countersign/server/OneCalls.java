package dev.countersign.server;

import dev.countersign.acts.Acts;
import dev.countersign.acts.AskCall;
import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Asked;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OneCall;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Scopes;
import dev.countersign.gateway.StepUp;
import dev.countersign.store.Asks;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One-call approvals: a call beyond a grant becomes a pending request like any other, and what comes of it is a grant with
 * one use and the arguments pinned. Thread-safe.
 */
final class OneCalls implements StepUp {
    private final URI issuer;
    private final Acts acts;
    private final OwnerAuthorities authorities;
    private final Duration timeout;
    private final Function<Grant, Asked.Asker> askers;
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
        this.timeout = timeout;
        this.askers = askers;
        this.requests = new AccessRequests(issuer, acts, authorities, timeout, askers);
    }

    @Override
    public Answer more(Grant grant, Wish wish, Origin origin) {
        return requests.ask(grant, wish, origin);
    }

    @Override
    public Optional<Page> page(Grant grant, Call call, Origin origin) {
        var one = OneCall.of(call);
        if (one.isEmpty() || !(grant.subject() instanceof Subject.Owner(OwnerId owner))) return Optional.empty();
        var mine = acts.read(tx -> authorities.of(owner, tx));
        if (!mine.permits(call)) return Optional.empty();
        var ask = ask(grant, owner, one.get(), origin);
        return switch (acts.perform(new AskCall(ask, grant, one.get()), origin)) {
            case AskCall.Outcome.Waits(var id) -> Optional.of(new Page(id, issuer + "/consent/" + id));
            case AskCall.Outcome.Denied _, AskCall.Outcome.TooMany _ -> Optional.empty();
        };
    }

    private Asks.Ask ask(Grant grant, OwnerId owner, OneCall call, Origin origin) {
        var now = acts.now();
        var asked = new Asked(
                askers.apply(grant),
                Optional.empty(),
                List.of(call.location()),
                Scopes.NONE,
                Optional.of(new AuthorizationDetails(call.authority(), Optional.empty())),
                Set.of());
        return new Asks.Ask(
                Secrets.id("ask"),
                "call",
                Optional.of(owner),
                grant.client(),
                TokenKind.CLIENT,
                asked.json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now,
                now.plus(timeout),
                Optional.empty(),
                origin.address(),
                origin.userAgent());
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
