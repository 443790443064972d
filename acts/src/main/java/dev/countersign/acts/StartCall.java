package dev.countersign.acts;

import dev.countersign.store.Tx;

/**
 * Logs a call that may change something, before it is passed on: if the process dies, the log says that it may have
 * happened.
 *
 * @param id ties the end of the call to its start
 */
public record StartCall(String id, Called call) implements Act<String> {
    @Override
    public Done<String> in(Tx tx) {
        return Done.of(id, call.event().with("call", id));
    }
}
