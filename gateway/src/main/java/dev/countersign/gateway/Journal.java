package dev.countersign.gateway;

import dev.countersign.acts.Called;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Call;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The log entries of one POST: those before it goes on, and one for each answer. Not thread-safe. */
final class Journal implements AutoCloseable {
    private static final String LOST = "lost";

    /**
     * How the log calls a call.
     *
     * @param event the id of its event: of its start, when it may change something
     * @param call what ties its start to its end, when it may change something
     */
    record Noted(String event, Optional<String> call) {}

    private record Open(Called call, @Nullable String id) {}

    private final Recorder recorder;
    private final Origin origin;
    private final long begun = System.nanoTime();
    private final Map<JsonNode, Open> open = new HashMap<>();
    private final Map<JsonNode, Noted> noted = new HashMap<>();

    Journal(Recorder recorder, Origin origin) {
        this.recorder = recorder;
        this.origin = origin;
    }

    /**
     * Logs what must be logged before it happens.
     *
     * @return whether it may go on: false when the approval of a single call was used meanwhile
     * @throws dev.countersign.store.StoreUnavailable when that is not durable; then nothing may go on
     */
    boolean begin(Site site, Admitted who, List<Permitted> requests) {
        for (Permitted permitted : requests) {
            Optional<Call> call = permitted.call();
            if (permitted.logged() && call.isPresent()) {
                Called called = called(site, who, permitted.request().method(), call.get());
                String event = Secrets.id("ev");
                String id = null;
                if (permitted.changes()) {
                    id = recorder.start(called, permitted.allowedBy(), origin, event)
                            .orElse(null);
                    if (id == null) {
                        return false;
                    }
                }
                open.put(permitted.request().id(), new Open(called, id));
                noted.put(permitted.request().id(), new Noted(event, Optional.ofNullable(id)));
            }
        }
        return true;
    }

    /** Logs that a call was not let through. */
    void refused(Site site, Admitted who, Decider.Ruling.Short ruling) {
        for (int i = 0; i < ruling.calls().size(); i++) {
            String method = ruling.requests().get(i).method();
            recorder.record(
                    called(site, who, method, ruling.calls().get(i)), "refused", millis(), origin, Secrets.id("ev"));
        }
    }

    /** How the log calls the call of this request; empty when it has none of its own. */
    Optional<Noted> noted(JsonNode id) {
        return Optional.ofNullable(noted.get(id));
    }

    /** Logs that the answer to {@code id} has come. */
    void answered(JsonNode id, boolean error) {
        end(id, open.remove(id), error ? "error" : "ok");
    }

    /** What has not been answered by now is lost: it may have happened. */
    @Override
    public void close() {
        open.forEach((id, o) -> end(id, o, LOST));
        open.clear();
    }

    private void end(JsonNode request, @Nullable Open ended, String outcome) {
        if (ended == null) {
            return;
        }
        String id = ended.id();
        if (id == null) {
            recorder.record(
                    ended.call(),
                    outcome,
                    millis(),
                    origin,
                    Objects.requireNonNull(noted.get(request)).event());
        } else {
            recorder.end(id, ended.call(), outcome, millis(), origin);
        }
    }

    private long millis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static Called called(Site site, Admitted who, String method, Call call) {
        Access access = call.access();
        return new Called(who.holding().grant(), who.token().jti(), site.name(), method, call.tool(), access);
    }
}
