package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.core.OwnerId;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Told;
import dev.countersign.store.Owners;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says on every consent page, for a week, that an owner was added: nobody should appear unnoticed. */
final class Newcomers {
    private static final Duration WEEK = Duration.ofDays(7);

    private Newcomers() {}

    static List<Told> since(Acts acts, OwnerId reader, Instant now) {
        var owners = acts.read(tx -> tx.owners().all());
        return owners.stream()
                .skip(1) // the first owner was added to nobody
                .filter(owner -> !owner.id().equals(reader))
                .filter(owner -> owner.createdAt().isAfter(now.minus(WEEK)))
                .map(owner -> sentence(owner, owners, now))
                .toList();
    }

    private static Told sentence(Owners.Owner added, List<Owners.Owner> owners, Instant now) {
        var by = owners.stream()
                .filter(owner -> owner.id().value().equals(added.addedBy()))
                .map(owner -> Phrases.say("newcomer.by", owner.name()))
                .findFirst()
                .orElseGet(() -> Phrases.say(added.addedBy().equals("host") ? "newcomer.host" : "newcomer.link"));
        return Phrases.tell("newcomer", Foreign.name(added.name()), Told.at(added.createdAt(), now), by);
    }
}
