package dev.countersign.gateway;

import dev.countersign.acts.Living;
import dev.countersign.core.GrantId;
import dev.countersign.guard.Freshness;
import dev.countersign.guard.Holding;
import dev.countersign.guard.Liveness;
import dev.countersign.store.StoreUnavailable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Liveness by this node's store. */
public final class StoredLiveness implements Liveness {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLiveness.class);

    private final Living living;

    public StoredLiveness(Living living) {
        this.living = living;
    }

    @Override
    public Answer of(GrantId grant, Freshness freshness) {
        try {
            return answer(
                    switch (freshness) {
                        case RECENT -> living.recent(grant);
                        case NOW -> living.now(grant);
                    });
        } catch (StoreUnavailable e) {
            LOG.warn("Nobody can tell whether a grant is alive: {}", e.getMessage());
            return new Answer.Unknown();
        }
    }

    private static Answer answer(Optional<Living.Found> found) {
        if (found.isEmpty()) {
            return new Answer.Dead("The grant behind this token is not known");
        }
        return switch (found.get().standing()) {
            case ALIVE ->
                new Answer.Alive(new Holding(
                        found.get().grant(),
                        found.get().chain().above(),
                        found.get().owner()));
            case NOT_YET -> new Answer.Dead("The grant behind this token has not begun yet");
            case ENDED_BY_TIME -> new Answer.Dead("The grant behind this token has ended");
            case REVOKED -> new Answer.Dead("The grant behind this token was revoked");
            case BARRED -> new Answer.Dead("The client or the device behind this token is barred");
            case SUSPENDED, HELD -> new Answer.Dead("The grant behind this token is suspended", true);
        };
    }
}
