package dev.countersign.server.console;

import dev.countersign.acts.Standing;
import dev.countersign.core.Grant;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Spans;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A grant as one line of a list.
 *
 * @param holder who has it
 * @param may what it allows
 * @param state the wire name of its standing
 * @param left how long it has
 * @param warning what its owner should know at once
 */
public record GrantLine(
        String id,
        String holder,
        String where,
        String may,
        String state,
        Instant until,
        String left,
        boolean handsOn,
        boolean handedOn,
        Optional<Warned> warning) {
    /** Something that looks wrong, and when it was seen. */
    public record Warned(Instant at) {}

    static GrantLine of(Grant grant, GrantWords words, Names names, Tx tx, Instant now) {
        return new GrantLine(
                grant.id().value(),
                names.holder(grant, tx),
                Names.where(grant.device(), tx),
                words.may(grant),
                state(standing(grant, tx, now)),
                grant.until(),
                Spans.left(grant.until(), now),
                words.mayHandOn(grant),
                grant.parent().isPresent(),
                tx.lineages().elsewhere(grant.id()).map(Warned::new));
    }

    static Standing standing(Grant grant, Tx tx, Instant now) {
        return Standing.of(grant, tx.revocations().of(grant.keys()), now);
    }

    static String state(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }

    /** The state in a word. */
    public String stateLabel() {
        return Phrases.say("state." + state);
    }

    public boolean alive() {
        return state.equals("alive");
    }
}
