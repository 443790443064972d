package dev.countersign.gateway.stdio;

import dev.countersign.gateway.wire.Methods;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which session gets what a process says unasked. The stdio transport does not tell for whom such a message is:
 * it goes to the only session with a request under way, or to the only session there is. A message that could be about
 * somebody else's call goes to nobody.
 */
final class Router {
    private static final Map<String, String> NEEDS = Map.of(
            "sampling/createMessage", "sampling",
            "elicitation/create", "elicitation",
            "roots/list", "roots",
            "tasks/get", "tasks",
            "tasks/result", "tasks",
            "tasks/list", "tasks",
            "tasks/cancel", "tasks");

    private final Era era;
    private final Set<Session> sessions;

    Router(Era era, Set<Session> sessions) {
        this.era = era;
        this.sessions = sessions;
    }

    /** Routes a request of the process. Returns our own answer to it, or null when a client will answer. */
    @Nullable
    ObjectNode ask(JsonNode id, String method, ObjectNode message) {
        if (method.equals("ping")) {
            return Rpc.result(id, Rpc.object());
        }
        if (!Methods.mayAsk(era, method)) {
            return Rpc.error(id, Rpc.METHOD_NOT_FOUND, "Method not found");
        }
        Optional<Session> session = only();
        String capability = NEEDS.get(method);
        if (session.isEmpty() || (capability != null && !session.get().can(capability))) {
            return Rpc.error(id, Rpc.METHOD_NOT_FOUND, "No client that can answer has a request under way");
        }
        if (!session.get().ask(id)) {
            return Rpc.error(id, Rpc.INTERNAL_ERROR, "The client has too many unanswered requests");
        }
        session.get().tell(message);
        return null;
    }

    /** Routes a notification of the process that belongs to no request known by its id. */
    void tell(String method, ObjectNode message) {
        if (!Methods.mayTell(method)) {
            return;
        }
        switch (method) {
            case "notifications/tools/list_changed",
                    "notifications/prompts/list_changed",
                    "notifications/resources/list_changed" -> {
                // Without sessions these travel on subscription streams only, which are found by their id.
                if (era == Era.SESSION) {
                    sessions.forEach(s -> s.tell(message));
                }
            }
            case "notifications/resources/updated" -> {
                String uri = Params.text(message, "uri");
                if (uri != null) {
                    sessions.stream().filter(s -> s.isSubscribed(uri)).forEach(s -> s.tell(message));
                }
            }
            case "notifications/cancelled" -> {
                JsonNode id = Params.at(message, "requestId");
                sessions.stream().filter(s -> s.answered(id)).forEach(s -> s.tell(message));
            }
            default -> only().ifPresent(s -> s.tell(message));
        }
    }

    private Optional<Session> only() {
        Session busy = null;
        Session any = null;
        int busyCount = 0;
        int count = 0;
        for (Session session : sessions) {
            count++;
            any = session;
            if (session.busy()) {
                busyCount++;
                busy = session;
            }
        }
        return busyCount == 1 ? Optional.ofNullable(busy) : Optional.ofNullable(count == 1 ? any : null);
    }
}
