package dev.countersign.gateway;

import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.gateway.wire.Methods;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What goes back to the client of one POST or stream: lists hold only what its grant permits. Not thread-safe. */
final class Outbound {
    private final Site site;
    private final Revision revision;
    private final Admitted who;
    private final Tasks tasks;
    private final Journal journal;
    private final Map<JsonNode, Permitted> requests = new HashMap<>();
    private @Nullable Tools tools;

    Outbound(Site site, Revision revision, Admitted who, Tasks tasks, Journal journal, List<Permitted> permitted) {
        this.site = site;
        this.revision = revision;
        this.who = who;
        this.tasks = tasks;
        this.journal = journal;
        permitted.forEach(p -> requests.put(p.request().id(), p));
    }

    /** The message as the client may see it, or null when it may not. */
    @Nullable
    JsonNode outgoing(JsonNode message) {
        if (message instanceof ArrayNode batch) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : batch) {
                JsonNode passed = outgoing(element);
                if (passed != null) {
                    out.add(passed);
                }
            }
            return out.isEmpty() ? null : out;
        }
        if (!(message instanceof ObjectNode object)) {
            return null;
        }
        if (object.has("method")) {
            return mayHear(object) ? object : null;
        }
        Permitted request = requests.get(object.path("id"));
        return request == null ? null : answer(request, object);
    }

    /**
     * What a server asks or tells is in the table of methods, whichever way it came; what is an answer as well is neither, for
     * clients differ in which of the two they take. News of a task go to the grant that made it only.
     */
    private boolean mayHear(ObjectNode notification) {
        String method = notification.path("method").stringValueOpt().orElse("");
        if (notification.has("result")
                || notification.has("error")
                || !(notification.has("id") ? Methods.mayAsk(revision.era(), method) : Methods.mayTell(method))) {
            return false;
        }
        if (!method.equals("notifications/tasks/status") && !method.equals("notifications/tasks")) {
            return true;
        }
        String task = Params.text(notification, "taskId");
        return task != null && tasks.maker(site.name(), grant(), task).isPresent();
    }

    private JsonNode answer(Permitted request, ObjectNode answered) {
        ObjectNode response =
                answered.path("result") instanceof ObjectNode result ? receipted(answered, result) : answered;
        JsonNode result = response.path("result");
        boolean failed = response.has("error") || result.path("isError").asBoolean(false);
        journal.answered(response.path("id"), failed);
        if (!(result instanceof ObjectNode object)) {
            return response;
        }
        String method = request.request().method();
        switch (method) {
            case "tools/list" -> {
                return withArray(response, object, "tools", this::visible);
            }
            case "resources/list" -> {
                return withArray(response, object, "resources", r -> mayRead());
            }
            case "resources/templates/list" -> {
                return withArray(response, object, "resourceTemplates", r -> mayRead());
            }
            case "prompts/list" -> {
                return withArray(response, object, "prompts", p -> mayRead());
            }
            case "tasks/list" -> {
                return withArray(response, object, "tasks", this::ours);
            }
            case "resources/read" -> {
                return with(response, isPrivate(copy(object)));
            }
            case "server/discover" -> {
                return discovered(response, object);
            }
            case "tools/call" -> {
                request.call().ifPresent(call -> tasks.learn(site.name(), grant(), call, object));
                return response;
            }
            default -> {
                return response;
            }
        }
    }

    /** Without what the server says in our name, and with our receipt where there is one. */
    private ObjectNode receipted(ObjectNode response, ObjectNode given) {
        ObjectNode result = Evidence.unforged(given);
        Optional<Journal.Noted> noted = journal.noted(response.path("id"));
        if (noted.isPresent() && site.evidence().isPresent()) {
            String txn = who.holding().grant().root().value();
            result = site.evidence().get().receipted(result, noted.get(), txn);
        }
        return result == given ? response : with(response, result);
    }

    private JsonNode withArray(ObjectNode response, ObjectNode result, String member, Predicate<JsonNode> keep) {
        ObjectNode copy = copy(result);
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        result.path(member).values().stream().filter(keep).forEach(kept::add);
        copy.set(member, kept);
        return with(response, isPrivate(copy));
    }

    /** A list differs from grant to grant: no shared cache may keep it (MCP 2026-07-28, CacheableResult). */
    private ObjectNode isPrivate(ObjectNode result) {
        boolean complete = result.path("resultType").asString("complete").equals("complete");
        return revision.era() == Era.STATELESS && complete ? result.put("cacheScope", "private") : result;
    }

    private JsonNode discovered(ObjectNode response, ObjectNode result) {
        ObjectNode copy = isPrivate(copy(result));
        List<String> offered = result.path("supportedVersions").values().stream()
                .map(JsonNode::asString)
                .toList();
        ArrayNode carried = copy.putArray("supportedVersions");
        Revision.among(offered).forEach(r -> carried.add(r.text()));
        return with(response, copy);
    }

    private boolean visible(JsonNode definition) {
        return tools().flatMap(t -> t.defined(definition)).filter(this::mayCall).isPresent();
    }

    private Optional<Tools> tools() {
        if (tools == null) {
            try {
                tools = site.tools(who);
            } catch (Site.Unready e) {
                return Optional.empty();
            }
        }
        return Optional.of(tools);
    }

    /** Whether some arguments are permitted; which ones is decided at the call. */
    private boolean mayCall(Tool tool) {
        return mayCall(who.token().authority(), tool)
                && who.holding().limits().stream().allMatch(authority -> mayCall(authority, tool));
    }

    private boolean mayCall(Authority authority, Tool tool) {
        for (Permission permission : authority.permissions()) {
            boolean named = permission.tools().map(t -> t.contains(tool.name())).orElse(true);
            if (permission.location().equals(site.location())
                    && named
                    && permission.actions().contains(tool.access())) {
                return true;
            }
        }
        return false;
    }

    private boolean mayRead() {
        return who.holding()
                .explain(who.token().authority(), Call.withoutTool(site.location(), Access.READ))
                .permitted();
    }

    private boolean ours(JsonNode task) {
        return Optional.ofNullable(task.path("taskId").asString(null))
                .flatMap(id -> tasks.maker(site.name(), grant(), id))
                .isPresent();
    }

    private GrantId grant() {
        return who.holding().grant().id();
    }

    private static ObjectNode copy(ObjectNode object) {
        ObjectNode copy = Rpc.object();
        copy.setAll(object);
        return copy;
    }

    private static ObjectNode with(ObjectNode response, ObjectNode result) {
        ObjectNode copy = copy(response);
        copy.set("result", result);
        return copy;
    }
}
