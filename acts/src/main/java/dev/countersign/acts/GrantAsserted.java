package dev.countersign.acts;

import dev.countersign.core.Approval;
import dev.countersign.core.Grant;
import dev.countersign.core.Subject;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a client the grant that a trusted identity provider asserted for an owner, or goes on with the living one that was
 * asserted alike before. An assertion counts once, on every node. Nobody looks at a page, so the tools a grant covers are
 * those its servers show now: when they change, a new grant begins.
 *
 * @param draft the grant; approved at database time, with the current catalogues
 * @param assertion the hash of the assertion's issuer and {@code jti}
 * @param spentUntil until when the assertion could be shown again
 * @param key the key the request proved
 * @param servers resource → server name
 */
public record GrantAsserted(
        Grant draft,
        String assertion,
        Instant spentUntil,
        Optional<Proved> key,
        Map<String, String> servers,
        Instant now)
        implements Act<GrantAsserted.Outcome> {

    /** What came of it. */
    public sealed interface Outcome {
        record Given(Grant grant) implements Outcome {}

        /** The assertion was used before: nothing changed. */
        record Replayed() implements Outcome {}

        /** Its owner, client or device is stopped, or the grant itself is. */
        record Stopped(Standing standing) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        if (!(draft.approval() instanceof Approval.Asserted asserted)
                || !(draft.subject() instanceof Subject.Owner(var owner))) {
            throw new IllegalArgumentException("an identity provider asserts grants of owners only");
        }
        if (!tx.used().first(assertion, spentUntil)) return Done.unchanged(new Outcome.Replayed());
        var placed = key.map(proved -> proved.place(draft)).orElse(draft);
        var shown = Pinned.catalogues(draft.authority(), servers, tx);
        var before = tx.grants().given(owner, draft.client(), now).stream()
                .filter(grant -> grant.agent().equals(placed.agent()) && alike(grant.approval(), asserted))
                .filter(grant -> grant.catalogues().equals(shown))
                .filter(grant -> Standing.of(grant, tx, now) != Standing.REVOKED)
                .findFirst();
        var grant = before.orElseGet(() -> placed.approved(tx.databaseTime()).pinning(shown));
        var standing = Standing.of(grant, tx, now);
        if (!standing.alive()) return Done.unchanged(new Outcome.Stopped(standing));
        if (before.isEmpty()) tx.grants().insert(grant, "identity provider", "");
        key.ifPresent(proved -> proved.seen(grant, tx, now));
        tx.clients().granted(grant.client(), now);
        return Done.of(
                new Outcome.Given(grant),
                Event.of(grant)
                        .with("issuer", asserted.issuer())
                        .with("assertion", asserted.jti())
                        .with("begun", before.isEmpty() ? "now" : "before")
                        .with("authority", grant.authority().digest().base64url())
                        .with("until", grant.until().toString()));
    }

    private static boolean alike(Approval approval, Approval.Asserted asserted) {
        return approval instanceof Approval.Asserted(String issuer, String _, String basis)
                && issuer.equals(asserted.issuer())
                && basis.equals(asserted.basis());
    }
}
