package dev.countersign.acts;

import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.Lineage;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Presents a refresh token. Only the refresh token is idempotent: within the grace window siblings get the same head, so
 * processes that share a store never log each other out; a stale token of a bearer lineage ends the grant.
 *
 * @param presented what the genuine token names
 * @param key thumbprint of the key proved with this request
 */
public record Refresh(
        RefreshTokens.Presented presented, ClientId client, Optional<String> key, Instant now, Duration grace)
        implements Act<Refresh.Outcome> {
    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param generation the head to spell for the client
         */
        record Refreshed(Grant grant, Instant authTime, String lineage, int generation) implements Outcome {}

        /** A stale token of a bearer lineage: its grant is revoked. */
        record Replayed() implements Outcome {}

        /**
         * @param why for the client's developer
         */
        record Refused(String why) implements Outcome {}
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var found = tx.lineages().find(presented.lineage());
        if (found.isEmpty()) return refused("the refresh token is not known here");
        var lineage = found.get().lineage();
        if (!lineage.client().equals(client)) return refused("the refresh token was given to another client");
        if (!lineage.key().equals(key) && lineage.key().isPresent()) {
            return refused("the refresh token is bound to a key; send a DPoP proof of that key");
        }
        var grant = tx.grants().find(lineage.grant()).orElseThrow();
        if (!Standing.of(grant, tx, now).alive()) return refused("the grant behind this refresh token has ended");
        var authTime = found.get().authTime();
        return switch (lineage.present(presented.generation(), now, grace)) {
            case Lineage.Judgement.Rotate(Lineage next) -> rotated(next, grant, authTime, tx);
            case Lineage.Judgement.Sibling(int head) -> sibling(grant, authTime, head, "sibling");
            case Lineage.Judgement.Stale(int head) -> sibling(grant, authTime, head, "stale");
            case Lineage.Judgement.Replay() -> replayed(grant, tx);
            case Lineage.Judgement.Unknown() -> refused("the refresh token was never handed out");
        };
    }

    private Done<Outcome> rotated(Lineage next, Grant grant, Instant authTime, Tx tx) {
        tx.lineages().rotate(next, now);
        return Done.of(
                new Outcome.Refreshed(grant, authTime, next.id(), next.generation()),
                Event.of(grant).with("outcome", "rotated"));
    }

    private Done<Outcome> sibling(Grant grant, Instant authTime, int head, String outcome) {
        return Done.of(
                new Outcome.Refreshed(grant, authTime, presented.lineage(), head),
                Event.of(grant).with("outcome", outcome));
    }

    private Done<Outcome> replayed(Grant grant, Tx tx) {
        tx.revocations().put(new Revocation(RevocationKey.of(grant.id()), Revocation.Kind.REVOKED, tx.databaseTime()));
        return Done.of(new Outcome.Replayed(), Event.of(grant).with("outcome", "replayed"));
    }

    private static Done<Outcome> refused(String why) {
        return Done.unchanged(new Outcome.Refused(why));
    }
}
