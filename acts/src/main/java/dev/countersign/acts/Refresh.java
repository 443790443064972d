package dev.countersign.acts;

import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.Lineage;
import dev.countersign.core.Revocation;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Whereabouts;
import dev.countersign.store.Lineages;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Presents a refresh token. Only the refresh token is idempotent: within the grace window siblings get the same head, so
 * processes that share a store never log each other out; a stale token of a bearer lineage ends the grant.
 *
 * @param presented what the genuine token names
 * @param key the key proved with this request
 * @param from where it came from; a consumed token that comes again from elsewhere is shown to the owner
 * @param window how long a consumed token still gets the head, and how long an unused one lives
 */
public record Refresh(
        RefreshTokens.Presented presented,
        ClientId client,
        Optional<Proved> key,
        Whereabouts from,
        Instant now,
        Window window)
        implements Act<Refresh.Outcome> {
    /**
     * @param grace how long a consumed token still gets the head
     * @param timeout how long a lineage lives unused (OAuth 2.1 §4.3.1)
     */
    public record Window(Duration grace, Duration timeout) {}

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param generation the head to spell for the client
         * @param usableUntil when the head ends if it is not used
         */
        record Refreshed(Grant grant, Instant authTime, String lineage, int generation, Instant usableUntil)
                implements Outcome {}

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
        if (lineage.key().isPresent() && !lineage.key().equals(key.map(Proved::thumbprint))) {
            return refused("the refresh token is bound to a key; send a DPoP proof of that key");
        }
        var grant = tx.grants().find(lineage.grant()).orElseThrow();
        if (!Standing.of(grant, tx, now).alive()) return refused("the grant behind this refresh token has ended");
        var stored = found.get();
        if (!now.isBefore(stored.lastUsedAt().plus(window.timeout()))) {
            return refused("the refresh token was not used for too long; ask the human again");
        }
        key.ifPresent(proved -> proved.seen(grant, tx, now));
        return switch (lineage.present(presented.generation(), now, window.grace())) {
            case Lineage.Judgement.Rotate(Lineage next) -> rotated(next, grant, stored, tx);
            case Lineage.Judgement.Sibling(int head) -> sibling(grant, stored, head, tx);
            case Lineage.Judgement.Stale(int head) -> again(grant, stored, head, "stale", Optional.empty());
            case Lineage.Judgement.Replay() -> replayed(grant, tx);
            case Lineage.Judgement.Unknown() -> refused("the refresh token was never handed out");
        };
    }

    private Done<Outcome> rotated(Lineage next, Grant grant, Lineages.Stored stored, Tx tx) {
        tx.lineages().rotate(next, now, from);
        return Done.of(
                new Outcome.Refreshed(
                        grant, stored.authTime(), next.id(), next.generation(), now.plus(window.timeout())),
                Event.of(grant).with("outcome", "rotated"));
    }

    /** Processes that share a token run in one place: a second place is worth a look, though nothing is refused. */
    private Done<Outcome> sibling(Grant grant, Lineages.Stored stored, int head, Tx tx) {
        var elsewhere = stored.lastFrom().flatMap(from::differing);
        elsewhere.ifPresent(_ -> tx.lineages().elsewhere(presented.lineage(), now));
        return again(grant, stored, head, "sibling", elsewhere);
    }

    private Done<Outcome> again(
            Grant grant, Lineages.Stored stored, int head, String outcome, Optional<String> elsewhere) {
        var event = Event.of(grant).with("outcome", outcome);
        return Done.of(
                new Outcome.Refreshed(
                        grant,
                        stored.authTime(),
                        presented.lineage(),
                        head,
                        stored.lastUsedAt().plus(window.timeout())),
                elsewhere.map(what -> event.with("elsewhere", what)).orElse(event));
    }

    private Done<Outcome> replayed(Grant grant, Tx tx) {
        tx.revocations().put(new Revocation(RevocationKey.of(grant.id()), Revocation.Kind.REVOKED, tx.databaseTime()));
        return Done.of(new Outcome.Replayed(), Event.of(grant).with("outcome", "replayed"));
    }

    private static Done<Outcome> refused(String why) {
        return Done.unchanged(new Outcome.Refused(why));
    }
}
