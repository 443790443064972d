package dev.countersign.gateway;

import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Call;
import dev.countersign.gateway.wire.Message;
import java.util.Optional;

/**
 * A request that may go on.
 *
 * @param call what it amounts to; empty for what only needs a live token
 * @param logged whether it is an act of its own in the log
 * @param allowedBy the approval of this one call; empty when the grant itself allows it
 */
record Permitted(Message.Request request, Optional<Call> call, boolean logged, Optional<GrantId> allowedBy) {
    Permitted(Message.Request request, Optional<Call> call, boolean logged) {
        this(request, call, logged, Optional.empty());
    }

    /** Whether it may change something. */
    boolean changes() {
        return call.filter(c -> c.access() != Access.READ).isPresent();
    }
}
