package dev.countersign.acts;

import dev.countersign.core.OwnerId;
import dev.countersign.core.Revocation;
import dev.countersign.core.Revocation.Kind;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Ends a suspension: what it stopped goes on with what it had, and nothing more. An owner ends what they suspended; an
 * admin or the operator ends that and what is held.
 *
 * @param by the owner who does it; empty for the operator
 */
public record Resume(RevocationKey key, Optional<OwnerId> by) implements Act<Resume.Outcome> {
    /** What came of it. */
    public enum Outcome {
        RESUMED,
        /** Nothing was suspended by this key; nothing happened. */
        NOT_SUSPENDED,
        /** An admin or the operator holds it, by this key or a wider one. What its owner had suspended is resumed. */
        HELD,
        /** It is not theirs, and they are no admin, or not any more; nothing happened. */
        NOT_THEIRS
    }

    @Override
    public Done<Outcome> in(Tx tx) {
        var right = Right.of(key, by, tx);
        if (right.none()) return Done.unchanged(Outcome.NOT_THEIRS);
        var ended = new ArrayList<Kind>();
        for (var kind : right.over() ? List.of(Kind.SUSPENDED, Kind.HELD) : List.of(Kind.SUSPENDED)) {
            if (tx.revocations().remove(key, kind)) ended.add(kind);
        }
        var held = !right.over() && held(tx);
        if (ended.isEmpty()) return Done.unchanged(held ? Outcome.HELD : Outcome.NOT_SUSPENDED);
        var event = Event.plain()
                .with("key", key.value())
                .with(
                        "state",
                        ended.stream()
                                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" ")));
        return Done.of(held ? Outcome.HELD : Outcome.RESUMED, by.map(event::by).orElse(event));
    }

    /** Whether what the key names is held still. */
    private boolean held(Tx tx) {
        var grant = key.grant().flatMap(tx.grants()::find);
        if (grant.isPresent()) {
            return tx.revocations().of(grant.get().keys()).stream()
                    .anyMatch(row -> row.kind() == Kind.HELD && !Standing.spared(grant.get(), row.key()));
        }
        var wider = new HashSet<>(List.of(key, RevocationKey.ALL));
        key.whole().ifPresent(wider::add);
        by.map(RevocationKey::of).ifPresent(wider::add);
        return tx.revocations().of(wider).stream().map(Revocation::kind).anyMatch(Kind.HELD::equals);
    }
}
