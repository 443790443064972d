package dev.countersign.gateway;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Call;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Methods;
import dev.countersign.gateway.wire.Mirrored;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import dev.countersign.guard.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import tools.jackson.databind.JsonNode;

/** Decides whether the messages of one POST may go on: all of them or none. */
final class Decider {
    private static final Set<String> QUIET = Set.of("tasks/get", "tasks/list");

    /** What was decided. */
    sealed interface Ruling {
        /** The highest class of what is asked. */
        Access highest();

        /** All may go on. */
        record Pass(List<Permitted> requests) implements Ruling {
            @Override
            public Access highest() {
                return requests.stream()
                        .flatMap(request -> request.call().stream())
                        .map(Call::access)
                        .max(Access::compareTo)
                        .orElse(Access.READ);
            }

            /** Whether any may change something. */
            boolean changes() {
                return requests.stream().anyMatch(Permitted::changes);
            }
        }

        /**
         * Some ask for more than is granted.
         *
         * @param calls all of these
         * @param why about the first
         */
        record Short(List<Message.Request> requests, List<Call> calls, String why) implements Ruling {
            @Override
            public Access highest() {
                return needed();
            }

            /** The highest class that is needed. */
            Access needed() {
                return calls.stream().map(Call::access).max(Access::compareTo).orElse(Access.READ);
            }
        }
    }

    private final Site site;
    private final Tasks tasks;

    Decider(Site site, Tasks tasks) {
        this.site = site;
        this.tasks = tasks;
    }

    /**
     * Decides.
     *
     * @throws Refusal when a message is wrong, unknown or about a tool that does not exist for this grant
     * @throws Site.Unready when the server's tools are needed and not known yet
     */
    Ruling decide(Envelope envelope, Revision revision, HttpFields headers, Admitted who) throws Refusal, Site.Unready {
        List<Permitted> permitted = new ArrayList<>();
        List<Message.Request> refused = new ArrayList<>();
        List<Call> beyond = new ArrayList<>();
        String why = "";
        for (Message message : envelope.messages()) {
            switch (message) {
                case Message.Notification notice -> {
                    if (!Methods.mayNotify(revision.era(), notice.method())) {
                        throw Methods.unknown(revision.era(), null);
                    }
                }
                case Message.Response response -> {
                    if (revision.era() == Era.STATELESS) {
                        throw Refusal.invalid(response.id(), "Clients of this revision send no responses");
                    }
                }
                case Message.Request request -> {
                    Permitted candidate = classify(request, envelope, revision, headers, who);
                    Reason reason = candidate
                            .call()
                            .map(call -> who.holding().reason(who.token().authority(), call))
                            .orElse(null);
                    if (reason == null || reason.permitted()) {
                        permitted.add(candidate);
                    } else {
                        refused.add(request);
                        candidate.call().ifPresent(beyond::add);
                        why = why.isEmpty() ? reason.words() : why;
                    }
                }
            }
        }
        return beyond.isEmpty() ? new Ruling.Pass(permitted) : new Ruling.Short(refused, beyond, why);
    }

    private Permitted classify(
            Message.Request request, Envelope envelope, Revision revision, HttpFields headers, Admitted who)
            throws Refusal, Site.Unready {
        Methods.Need need = Methods.need(revision.era(), request.method());
        if (need == null) {
            throw Methods.unknown(revision.era(), request);
        }
        if (envelope.batch() && request.method().equals("initialize")) {
            throw Refusal.invalid(request.id(), "initialize is never part of a batch");
        }
        return switch (need) {
            case LIVE -> listening(request, who);
            case READ -> new Permitted(request, Optional.of(read()), true);
            case TOOL -> tool(request, revision, headers, who);
            case TASK -> task(request, who);
        };
    }

    /** A live token is enough to listen, except to the contents of resources and to tasks of others. */
    private Permitted listening(Message.Request request, Admitted who) throws Refusal {
        if (!request.method().equals("subscriptions/listen")) {
            return new Permitted(request, Optional.empty(), false);
        }
        JsonNode filter = Params.at(request.json(), "notifications");
        for (JsonNode task : filter.path("taskIds").values()) {
            maker(request, task.asString(""), who);
        }
        boolean reads = !filter.path("resourceSubscriptions").isEmpty();
        return new Permitted(request, reads ? Optional.of(read()) : Optional.empty(), false);
    }

    private Call read() {
        return Call.withoutTool(site.location(), Access.READ);
    }

    private Permitted tool(Message.Request request, Revision revision, HttpFields headers, Admitted who)
            throws Refusal, Site.Unready {
        String name = request.text("name");
        JsonNode arguments = Params.at(request.json(), "arguments");
        if (name == null || !(arguments.isObject() || arguments.isMissingNode())) {
            throw new Refusal(
                    400,
                    Rpc.INVALID_PARAMS,
                    request.id(),
                    "tools/call needs a \"name\" and, if any, an object of arguments");
        }
        Tools tools = site.tools(who);
        Tool tool = tools.find(name)
                .orElseThrow(() -> new Refusal(
                        revision.era() == Era.STATELESS ? 400 : 200,
                        Rpc.INVALID_PARAMS,
                        request.id(),
                        "Unknown tool: this grant has none of that name"));
        if (revision.era() == Era.STATELESS) {
            Mirrored.checkParams(request, headers, tools.schema(name));
        }
        Call call =
                Call.ofTool(site.location(), name, tool.access(), arguments.isMissingNode() ? Rpc.object() : arguments);
        return new Permitted(request, Optional.of(call), true);
    }

    private Permitted task(Message.Request request, Admitted who) throws Refusal {
        Call maker = maker(request, Optional.ofNullable(request.text("taskId")).orElse(""), who);
        return new Permitted(request, Optional.of(maker), !QUIET.contains(request.method()));
    }

    private Call maker(Message.Request request, String task, Admitted who) throws Refusal {
        return tasks.maker(site.name(), who.holding().grant().id(), task)
                .orElseThrow(() -> new Refusal(
                        200, Rpc.INVALID_PARAMS, request.id(), "Unknown task: this grant has none of that id"));
    }
}
