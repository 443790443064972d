package dev.countersign.acts;

import dev.countersign.core.GrantId;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * Logs a call that may change something, before it is passed on: if the process dies, the log says that it may have
 * happened. A call that a human allowed once uses that approval up in the same transaction, so that of all that race for it
 * exactly one is made.
 *
 * @param id ties the end of the call to its start
 * @param allowedBy the approval of this one call; empty when the grant itself allows it
 */
public record StartCall(String id, Called call, Optional<GrantId> allowedBy, Instant now) implements Act<Boolean> {
    /** True when the call may be made; false when its approval was used, or ended. */
    @Override
    public Done<Boolean> in(Tx tx) {
        var event = call.event().with("call", id);
        if (allowedBy.isEmpty()) return Done.of(true, event);
        var approval = tx.grants().find(allowedBy.get());
        if (approval.filter(grant -> Standing.of(grant, tx, now).alive()).isEmpty()
                || !tx.grants().use(allowedBy.get())) {
            return Done.unchanged(false);
        }
        return Done.of(true, event.with("allowed_by", allowedBy.get().value()));
    }
}
