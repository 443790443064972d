package dev.countersign.acts;

import dev.countersign.store.Tx;

/**
 * Logs a call that only looked, or one that was refused; in one event, after the fact.
 *
 * @param outcome {@code ok}, {@code error}, {@code lost} or {@code refused}
 * @param millis how long it took
 */
public record RecordCall(Called call, String outcome, long millis) implements Act<Boolean> {
    @Override
    public Done<Boolean> in(Tx tx) {
        return Done.of(true, call.event().with("outcome", outcome).with("millis", millis));
    }
}
