package dev.countersign.gateway;

import dev.countersign.acts.Origin;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Call;
import java.util.Optional;

/** A place that asks for every call, and at which nobody ever answers. */
record Asking(String url) implements StepUp {
    @Override
    public Optional<Page> page(Grant grant, Call call, Origin origin) {
        return Optional.of(new Page("ask_1", url));
    }

    @Override
    public Optional<GrantId> allowed(Grant grant, Call call) {
        return Optional.empty();
    }
}
