package dev.countersign.acts;

import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.store.Asks;
import dev.countersign.store.Codes;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Turns an open request into a grant. Only a human's presence on this very request leads here, and only once. What it takes
 * the place of, and what the human chose to end, ends in the same transaction. A request of an agent that holds a grant
 * already has no code to redeem: its refresh tokens go on with the new grant.
 *
 * @param draft the grant; its {@code approvedAt} is set to database time here
 * @param code the authorization code that stands for it, when the transport is a redirect
 * @param passkeyCount the new signature counter of the passkey that was used
 * @param ends earlier grants of the same owner and client that the human chose to end
 */
public record Approve(
        String ask, Grant draft, Optional<Codes.Code> code, Optional<Long> passkeyCount, Set<GrantId> ends, Instant now)
        implements Act<Approve.Outcome> {
    /** The transport of a request that an agent made with a token it holds. */
    public static final String BY_HOLDER = "access";

    /** An approval that ends nothing by choice. */
    public Approve(String ask, Grant draft, Optional<Codes.Code> code, Optional<Long> passkeyCount, Instant now) {
        this(ask, draft, code, passkeyCount, Set.of(), now);
    }

    public Approve {
        ends = Set.copyOf(ends);
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Approved(Grant grant) implements Outcome {}

        /** Somebody decided it before, or its time was over: nothing was granted. */
        record TooLate(Asks.State state) implements Outcome {}

        /** The agent asked with a token of a grant that has ended since: nothing was granted. */
        record Overtaken() implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var ask = tx.asks().find(this.ask).orElseThrow();
        if (!ask.open(now)) return Done.unchanged(new Outcome.TooLate(ask.state()));
        if (!(draft.approval() instanceof Approval.Presence(Evidence evidence))) {
            throw new IllegalArgumentException("a request is approved by presence only");
        }
        var asked = Asked.parse(ask.request());
        var holder = asked.stepUp()
                .map(Asked.StepUp::grant)
                .filter(_ -> ask.transport().equals(BY_HOLDER));
        if (holder.isPresent() && !alive(holder.get(), tx)) return Done.unchanged(new Outcome.Overtaken());
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
        var earlier = Earlier.of(grant, asked, ends, tx, now);
        earlier.end(tx);
        holder.ifPresent(from -> tx.lineages().goOn(from, grant.id(), evidence.at()));
        asked.key()
                .filter(Asked.BoundKey::proved)
                .ifPresent(key -> new Proved(key.thumbprint(), ask.address(), true).seen(grant, tx, now));
        code.ifPresent(tx.codes()::insert);
        passkeyCount.ifPresent(count -> tx.passkeys().used(evidence.credential(), count, now));
        var event = earlier.told(Event.of(grant))
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

    private boolean alive(GrantId id, Tx tx) {
        return tx.grants()
                .find(id)
                .filter(grant -> Standing.of(grant, tx, now).alive())
                .isPresent();
    }
}
