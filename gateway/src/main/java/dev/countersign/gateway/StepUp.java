package dev.countersign.gateway;

import dev.countersign.acts.Origin;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Call;
import java.util.Optional;

/** Where a human can allow one call that goes beyond a grant, and whether one did. */
public interface StepUp {
    /** A place to send a human to. */
    record Page(String id, String url) {}

    /** No such place: the client asks for a wider token by itself. */
    StepUp NONE = new StepUp() {
        @Override
        public Optional<Page> page(Grant grant, Call call, Origin origin) {
            return Optional.empty();
        }

        @Override
        public Optional<GrantId> allowed(Grant grant, Call call) {
            return Optional.empty();
        }
    };

    /**
     * The page for this call, if there is one. It holds no secret, and the same call leads to the same page while that waits.
     *
     * @param origin who tried to make the call
     */
    Optional<Page> page(Grant grant, Call call, Origin origin);

    /** An approval of exactly this call that was not used yet. Using it up is the business of the act that starts the call. */
    Optional<GrantId> allowed(Grant grant, Call call);
}
