package dev.countersign.gateway.wire;

import dev.countersign.gateway.wire.Revision.Era;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The closed table of what a client may send and what a server may send back. What does not stand here is refused and
 * never forwarded, in either direction.
 */
public final class Methods {
    /** What a client's message needs before it goes on. */
    public enum Need {
        /** A live token for this server. */
        LIVE,
        /** Access {@code read}. */
        READ,
        /** The access of the tool it names. */
        TOOL,
        /** The access of the call that made the task, by the same grant. */
        TASK
    }

    private static final Map<String, Need> SESSION_REQUESTS = Map.ofEntries(
            Map.entry("initialize", Need.LIVE),
            Map.entry("ping", Need.LIVE),
            Map.entry("logging/setLevel", Need.LIVE),
            Map.entry("completion/complete", Need.LIVE),
            Map.entry("tools/list", Need.LIVE),
            Map.entry("prompts/list", Need.LIVE),
            Map.entry("resources/list", Need.LIVE),
            Map.entry("resources/templates/list", Need.LIVE),
            Map.entry("resources/unsubscribe", Need.LIVE),
            Map.entry("resources/subscribe", Need.READ),
            Map.entry("resources/read", Need.READ),
            Map.entry("prompts/get", Need.READ),
            Map.entry("tools/call", Need.TOOL),
            Map.entry("tasks/list", Need.LIVE),
            Map.entry("tasks/get", Need.TASK),
            Map.entry("tasks/result", Need.TASK),
            Map.entry("tasks/cancel", Need.TASK));

    private static final Set<String> SESSION_NOTIFICATIONS = Set.of(
            "notifications/initialized",
            "notifications/cancelled",
            "notifications/progress",
            "notifications/roots/list_changed",
            "notifications/tasks/status");

    // Streamable HTTP of 2026-07-28 has no client notification: closing the stream is the cancellation.
    private static final Map<String, Need> STATELESS_REQUESTS = Map.ofEntries(
            Map.entry("server/discover", Need.LIVE),
            Map.entry("completion/complete", Need.LIVE),
            Map.entry("tools/list", Need.LIVE),
            Map.entry("prompts/list", Need.LIVE),
            Map.entry("resources/list", Need.LIVE),
            Map.entry("resources/templates/list", Need.LIVE),
            Map.entry("subscriptions/listen", Need.LIVE),
            Map.entry("resources/read", Need.READ),
            Map.entry("prompts/get", Need.READ),
            Map.entry("tools/call", Need.TOOL),
            Map.entry("tasks/get", Need.TASK),
            Map.entry("tasks/update", Need.TASK),
            Map.entry("tasks/cancel", Need.TASK));

    private static final Set<String> SERVER_REQUESTS = Set.of(
            "ping",
            "sampling/createMessage",
            "elicitation/create",
            "roots/list",
            "tasks/get",
            "tasks/result",
            "tasks/list",
            "tasks/cancel");

    private static final Set<String> SERVER_NOTIFICATIONS = Set.of(
            "notifications/cancelled",
            "notifications/progress",
            "notifications/message",
            "notifications/tools/list_changed",
            "notifications/prompts/list_changed",
            "notifications/resources/list_changed",
            "notifications/resources/updated",
            "notifications/elicitation/complete",
            "notifications/tasks/status",
            "notifications/tasks",
            "notifications/subscriptions/acknowledged");

    private Methods() {}

    /** What the request needs, or null when the table does not have it. */
    public static @Nullable Need need(Era era, String method) {
        return switch (era) {
            case SESSION -> SESSION_REQUESTS.get(method);
            case STATELESS -> STATELESS_REQUESTS.get(method);
        };
    }

    /** Whether a client may send the notification. */
    public static boolean mayNotify(Era era, String method) {
        return era == Era.SESSION && SESSION_NOTIFICATIONS.contains(method);
    }

    /** Whether a guarded server may ask a client this. Stateless servers ask nothing on the wire. */
    public static boolean mayAsk(Era era, String method) {
        return era == Era.SESSION && SERVER_REQUESTS.contains(method);
    }

    /** Whether a guarded server may tell a client this. */
    public static boolean mayTell(String method) {
        return SERVER_NOTIFICATIONS.contains(method);
    }

    /**
     * The refusal of a method that is not in the table: 404 where nothing is remembered (MCP 2026-07-28, streamable HTTP). In
     * a session 404 says that the session is gone and that its client must begin another (MCP 2025-11-25, session
     * management), which an unknown method is no reason for: there a request is answered, and a notification is 400.
     *
     * @param request null for a notification
     */
    public static Refusal unknown(Era era, Message.@Nullable Request request) {
        int status = switch (era) {
            case STATELESS -> 404;
            case SESSION -> request == null ? 400 : 200;
        };
        return new Refusal(
                status,
                Rpc.METHOD_NOT_FOUND,
                request == null ? null : request.id(),
                "Method not found: Countersign passes on only the methods of the revision in use");
    }
}
