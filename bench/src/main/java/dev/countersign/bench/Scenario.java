package dev.countersign.bench;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One measurement and the floor beside it.
 *
 * @param floorPath what of the unavoidable work this scenario contains
 * @param goalPerSecond the goal on two cores with the load generator beside
 * @param prepare makes the requests; empty when the metadata does not offer this
 */
record Scenario(String name, String floorPath, int goalPerSecond, Predicate<Load.Answer> expected, Prepare prepare) {
    /** Makes what gives the next request, from what the running server says of itself; called by many threads. */
    interface Prepare {
        Optional<Supplier<byte[]>> requests(Subject subject);
    }
}
