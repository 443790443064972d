package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.core.OwnerId;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Moments;
import dev.countersign.store.Owners;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says on every consent page, for a week, that an owner was added: nobody should appear unnoticed. */
final class Newcomers {
    private static final Duration WEEK = Duration.ofDays(7);

    private Newcomers() {}

    static List<String> since(Acts acts, OwnerId reader, Instant now) {
        var owners = acts.read(tx -> tx.owners().all());
        return owners.stream()
                .skip(1) // the first owner was added to nobody
                .filter(owner -> !owner.id().equals(reader))
                .filter(owner -> owner.createdAt().isAfter(now.minus(WEEK)))
                .map(owner -> sentence(owner, owners, now))
                .toList();
    }

    private static String sentence(Owners.Owner added, List<Owners.Owner> owners, Instant now) {
        var by = owners.stream()
                .filter(owner -> owner.id().value().equals(added.addedBy()))
                .map(owner -> "by " + owner.name())
                .findFirst()
                .orElse(added.addedBy().equals("host") ? "on the server's own host" : "with a setup link");
        return "Another owner was added here: “" + Foreign.name(added.name()) + "”, "
                + Moments.words(added.createdAt(), now) + ", " + by + ".";
    }
}
