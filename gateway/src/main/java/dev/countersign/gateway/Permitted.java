package dev.countersign.gateway;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Call;
import dev.countersign.gateway.wire.Message;
import java.util.Optional;

/**
 * A request that may go on.
 *
 * @param call what it amounts to; empty for what only needs a live token
 * @param logged whether it is an act of its own in the log
 */
record Permitted(Message.Request request, Optional<Call> call, boolean logged) {
    /** Whether it may change something. */
    boolean changes() {
        return call.filter(c -> c.access() != Access.READ).isPresent();
    }
}
