package dev.countersign.gateway;

import dev.countersign.acts.Origin;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Call;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A place that asks for every call, and at which nobody ever answers; it remembers who came. */
record Asking(String url, List<Holder> came) implements StepUp {
    Asking(String url) {
        this(url, new CopyOnWriteArrayList<>());
    }

    @Override
    public Optional<Page> page(Holder holder, Call call, Origin origin) {
        came.add(holder);
        return Optional.of(new Page("ask_1", url));
    }

    @Override
    public Answer more(Holder holder, Wish wish, Origin origin) {
        came.add(holder);
        return StepUp.super.more(holder, wish, origin);
    }

    @Override
    public Optional<GrantId> allowed(Grant grant, Call call) {
        return Optional.empty();
    }
}
