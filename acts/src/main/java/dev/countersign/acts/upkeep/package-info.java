/** Changes without an event of their own: sweeping, sessions, counters, last use, requests no human has opened yet. */
@NullMarked
package dev.countersign.acts.upkeep;

import org.jspecify.annotations.NullMarked;
