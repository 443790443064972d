package dev.countersign.gateway;

import dev.countersign.gateway.upstream.Answer;
import dev.countersign.gateway.upstream.Caller;
import dev.countersign.gateway.upstream.Listen;
import dev.countersign.gateway.upstream.Post;
import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.gateway.wire.Revision.Era;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Countersign's own MCP server, for one caller: no process, no state, every revision. */
final class OwnServer implements Upstream {
    private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
    private static final int TTL_MILLIS = 60_000;

    private final Admitted who;
    private final OwnTools tools;

    OwnServer(Admitted who, OwnTools tools) {
        this.who = who;
        this.tools = tools;
    }

    @Override
    public Answer post(Post post) {
        List<JsonNode> answers = new ArrayList<>();
        for (Message.Request request : post.envelope().requests()) {
            answers.add(answer(request, post.revision()));
        }
        if (answers.isEmpty()) {
            return new Answer.Accepted();
        }
        if (!post.envelope().batch()) {
            return new Answer.Body(200, answers.getFirst(), null);
        }
        ArrayNode batch = JsonNodeFactory.instance.arrayNode();
        answers.forEach(batch::add);
        return new Answer.Body(200, batch, null);
    }

    private ObjectNode answer(Message.Request request, Revision revision) {
        ObjectNode result = switch (request.method()) {
            case "initialize" -> initialize(request);
            case "server/discover" -> discover();
            case "ping" -> Rpc.object();
            case "tools/list" -> list();
            case "tools/call" ->
                tools.call(String.valueOf(request.text("name")), who, Params.at(request.json(), "arguments"));
            default -> null;
        };
        if (result == null) {
            return Rpc.error(request.id(), Rpc.METHOD_NOT_FOUND, "Countersign's own server has tools only");
        }
        if (revision.era() == Era.STATELESS) {
            result.put("resultType", "complete");
            ObjectNode meta = result.putObject("_meta");
            meta.set(SERVER_INFO, serverInfo());
        } else {
            result.remove(List.of("ttlMs", "cacheScope"));
        }
        return Rpc.result(request.id(), result);
    }

    private static ObjectNode initialize(Message.Request request) {
        Revision asked = Revision.of(
                        Params.at(request.json(), "protocolVersion").asString(""))
                .filter(r -> r.era() == Era.SESSION)
                .orElse(Revision.R2025_11_25);
        ObjectNode result = Rpc.object().put("protocolVersion", asked.text());
        result.putObject("capabilities").putObject("tools");
        result.set("serverInfo", serverInfo());
        return result;
    }

    private static ObjectNode discover() {
        ObjectNode result = Rpc.object();
        ArrayNode versions = result.putArray("supportedVersions");
        OwnSite.REVISIONS.forEach(r -> versions.add(r.text()));
        result.putObject("capabilities").putObject("tools");
        return result.put("ttlMs", TTL_MILLIS).put("cacheScope", "private");
    }

    private ObjectNode list() {
        ObjectNode result = Rpc.object();
        ArrayNode array = result.putArray("tools");
        tools.definitions().forEach(array::add);
        return result.put("ttlMs", TTL_MILLIS).put("cacheScope", "private");
    }

    private static ObjectNode serverInfo() {
        return Rpc.object()
                .put("name", "countersign")
                .put("title", "Countersign")
                .put("version", "0.1.0");
    }

    @Override
    public Answer listen(Listen listen) {
        return new Answer.NotOffered(); // it has nothing to say unasked
    }

    @Override
    public Answer end(Caller caller, @Nullable String session, Map<String, String> headers) {
        return new Answer.Accepted();
    }

    @Override
    public void close() {
        // nothing runs
    }
}
