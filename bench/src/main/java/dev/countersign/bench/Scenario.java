package dev.countersign.bench;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * One measurement and the floor beside it.
 *
 * @param floorPath what of the unavoidable work this scenario contains
 * @param goalPerSecond the goal on two cores with the load generator beside
 * @param prepare makes the request; empty when the metadata does not offer this
 */
record Scenario(String name, String floorPath, int goalPerSecond, Predicate<Load.Answer> expected, Prepare prepare) {
    /** Makes the request to repeat, from what the running server says of itself. */
    interface Prepare {
        Optional<byte[]> request(Subject subject);
    }
}
