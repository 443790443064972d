package dev.countersign.server.ledger;

import dev.countersign.core.OwnerId;
import java.util.HashMap;
import java.util.Map;

/** How many streams are open, in all and of each owner: never more than there are places, whoever comes at once. Thread-safe. */
final class StreamPlaces {
    /** What came of asking for one. */
    enum Answer {
        FREE,
        /** This owner has as many as one may have. */
        ENOUGH,
        /** Everybody together has as many as there are. */
        FULL
    }

    private final int most;
    private final int mostOfOne;
    private final Map<OwnerId, Integer> taken = new HashMap<>();
    private int all;

    StreamPlaces(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** Whether there is one now, without taking it. */
    synchronized Answer look(OwnerId who) {
        if (taken.getOrDefault(who, 0) >= mostOfOne) return Answer.ENOUGH;
        return all >= most ? Answer.FULL : Answer.FREE;
    }

    /** Takes one, when there is one; then it has to be given back. */
    synchronized boolean take(OwnerId who) {
        if (look(who) != Answer.FREE) return false;
        taken.merge(who, 1, Integer::sum);
        all++;
        return true;
    }

    synchronized void giveBack(OwnerId who) {
        taken.computeIfPresent(who, (_, count) -> count > 1 ? count - 1 : null);
        all--;
    }
}
