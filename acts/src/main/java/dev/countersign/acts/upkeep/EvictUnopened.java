package dev.countersign.acts.upkeep;

import dev.countersign.store.Transaction;
import dev.countersign.store.Tx;

/**
 * Holds the device requests nobody has opened within bounds. A network that sends too many loses its own oldest; when there
 * are too many altogether, the most crowded networks lose half of theirs.
 *
 * @param network the network that just sent some
 * @param each how many one network keeps
 * @param all how many are kept altogether
 */
public record EvictUnopened(String network, int each, int all) implements Transaction<Integer> {
    private static final int ROUNDS = 16;

    /** How many went. */
    @Override
    public Integer in(Tx tx) {
        var requests = tx.deviceRequests();
        var gone = requests.evict(network, each);
        var keep = each;
        for (var round = 0; round < ROUNDS && requests.unopened() > all; round++) {
            keep = Math.max(1, keep / 2);
            var most = requests.mostCrowded();
            if (most.isPresent()) gone += requests.evict(most.get(), keep);
        }
        return gone;
    }
}
