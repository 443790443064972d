package dev.countersign.bench;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One measurement and the floor beside it.
 *
 * @param floorPath what of the unavoidable work this scenario contains
 * @param goalPerSecond the goal on two cores with the load generator beside; 0 for none
 * @param prepare says what each connection says; empty when the metadata does not offer this
 */
record Scenario(String name, String floorPath, int goalPerSecond, Prepare prepare) {
    /** Makes what the connections say, from what the running server says of itself. */
    interface Prepare {
        Optional<Supplier<Talk>> talks(Subject subject);
    }
}
