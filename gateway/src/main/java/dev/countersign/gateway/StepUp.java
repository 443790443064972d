package dev.countersign.gateway;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Call;
import java.net.URI;
import java.util.Optional;

/** Where a human can allow a call that goes beyond a grant. */
@FunctionalInterface
public interface StepUp {
    /** No such place: the client asks for a wider token by itself. */
    StepUp NONE = (grant, call) -> Optional.empty();

    /** The page for this call, if there is one. It holds no secret. */
    Optional<URI> page(Grant grant, Call call);
}
