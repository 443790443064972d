package dev.countersign.acts;

import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.store.Asks;
import dev.countersign.store.Codes;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * Turns an open request into a grant. Only a human's presence on this very request leads here, and only once.
 *
 * @param draft the grant; its {@code approvedAt} is set to database time here
 * @param code the authorization code that stands for it, when the transport is a redirect
 * @param passkeyCount the new signature counter of the passkey that was used
 */
public record Approve(String ask, Grant draft, Optional<Codes.Code> code, Optional<Long> passkeyCount, Instant now)
        implements Act<Approve.Outcome> {
    /** What came of it. */
    public sealed interface Outcome {
        record Approved(Grant grant) implements Outcome {}

        /** Somebody decided it before, or its time was over: nothing was granted. */
        record TooLate(Asks.State state) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var ask = tx.asks().find(this.ask).orElseThrow();
        if (!ask.open(now)) return Done.unchanged(new Outcome.TooLate(ask.state()));
        if (!(draft.approval() instanceof Approval.Presence(Evidence evidence))) {
            throw new IllegalArgumentException("a request is approved by presence only");
        }
        var personal = ask.transport().equals("pat")
                ? tx.personalTokens().ofAsk(ask.id())
                : Optional.<PersonalTokens.Token>empty();
        var grant = personal.map(token -> draft.endingBy(token.until()))
                .orElse(draft)
                .approved(tx.databaseTime());
        tx.grants().insert(grant, ask.address(), ask.userAgent());
        tx.asks().decide(ask.id(), Asks.State.APPROVED, grant.id(), now);
        personal.ifPresent(token -> tx.personalTokens().attach(ask.id(), grant.id()));
        tx.clients().granted(grant.client(), now);
        Asked.keyOf(ask.request())
                .filter(Asked.BoundKey::proved)
                .ifPresent(key -> new Proved(key.thumbprint(), ask.address(), true).seen(grant, tx, now));
        code.ifPresent(tx.codes()::insert);
        passkeyCount.ifPresent(count -> tx.passkeys().used(evidence.credential(), count, now));
        var event = Event.of(grant)
                .with("ask", ask.id())
                .with("method", evidence.method())
                .with("credential", evidence.credential())
                .with("shown", evidence.digest())
                .with("until", grant.until().toString());
        return Done.of(
                new Outcome.Approved(grant),
                grant.kind() == TokenKind.OWNER
                        ? event.with("owner_scopes", OwnerScope.render(grant.ownerScopes()))
                        : event.with("authority", grant.authority().digest().base64url()));
    }
}
