package dev.countersign.acts;

import dev.countersign.store.Tx;

/**
 * Logs how a call that was logged by {@link StartCall} ended.
 *
 * @param id of the call
 * @param outcome {@code ok}, {@code error} or {@code lost}
 * @param millis how long it took
 */
public record EndCall(String id, Called call, String outcome, long millis) implements Act<String> {
    @Override
    public Done<String> in(Tx tx) {
        return Done.of(
                id, call.event().with("call", id).with("outcome", outcome).with("millis", millis));
    }
}
