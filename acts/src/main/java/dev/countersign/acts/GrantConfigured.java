package dev.countersign.acts;

import dev.countersign.core.Approval;
import dev.countersign.core.Grant;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Map;

/**
 * Gives a configured client the grant that its configuration entry describes, unless it has a living one. Nobody looks at a
 * page, so the tools it covers are those its servers show now.
 *
 * @param draft the grant; approved at database time, with the current catalogues
 * @param servers resource → server name
 */
public record GrantConfigured(Grant draft, Map<String, String> servers, Instant now)
        implements Act<GrantConfigured.Outcome> {
    /**
     * @param standing {@link Standing#SUSPENDED} or {@link Standing#HELD} when a suspension reaches the grant
     */
    public record Outcome(Grant grant, Standing standing) {}

    @Override
    public Done<Outcome> in(Tx tx) {
        if (!(draft.approval() instanceof Approval.Configured(String digest))) {
            throw new IllegalArgumentException("only the configuration gives a client a grant of its own");
        }
        var existing = tx.grants().configured(draft.client(), digest, now);
        if (existing.isPresent()) {
            var standing = Standing.of(existing.get(), tx, now);
            if (standing != Standing.REVOKED) return Done.unchanged(new Outcome(existing.get(), standing));
        }
        var grant = draft.approved(tx.databaseTime()).pinning(Pinned.catalogues(draft.authority(), servers, tx));
        tx.grants().insert(grant, "configuration", "");
        return Done.of(
                new Outcome(grant, Standing.of(grant, tx, now)),
                Event.of(grant)
                        .with("entry", digest)
                        .with("authority", grant.authority().digest().base64url())
                        .with("until", grant.until().toString()));
    }
}
