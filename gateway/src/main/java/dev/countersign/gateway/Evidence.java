package dev.countersign.gateway;

import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Message;
import dev.countersign.gateway.wire.Params;
import dev.countersign.gateway.wire.Refusal;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes up beside the messages of a client, and what comes back beside its answers, where the operator switched the
 * context on: a signed context for the server, a receipt for the caller.
 *
 * @param inMessages whether the context goes in {@code _meta} of each request, for a transport without headers
 */
record Evidence(Contexts contexts, boolean inMessages) {
    /** The member of {@code params._meta} that carries a context to a process. */
    static final String CONTEXT = "dev.countersign/context";

    /** The member of {@code result._meta} with a receipt. */
    static final String RECEIPT = "dev.countersign/receipt";

    /** What is sent: the messages and the headers beside them. */
    record Sent(Envelope envelope, Map<String, String> headers) {}

    /**
     * The messages with a context.
     *
     * @throws Refusal when they cannot have one
     */
    Sent sent(Admitted who, Envelope envelope, HttpFields from, List<Permitted> requests, Journal journal)
            throws Refusal {
        Map<String, String> trace = Trace.of(from);
        String context = contexts.sign(who, requests, journal);
        if (inMessages) {
            return new Sent(marked(envelope, context, trace), Map.of());
        }
        trace.put(Contexts.HEADER, context);
        return new Sent(envelope, trace);
    }

    /** What goes beside a request without messages. */
    Map<String, String> headers(Admitted who, HttpFields from, Journal journal) throws Refusal {
        Map<String, String> headers = Trace.of(from);
        if (!inMessages) {
            headers.put(Contexts.HEADER, contexts.sign(who, List.of(), journal));
        }
        return headers;
    }

    private static Envelope marked(Envelope envelope, String context, Map<String, String> trace) {
        return new Envelope(
                envelope.messages().stream()
                        .map(message -> message instanceof Message.Request request
                                ? (Message) new Message.Request(
                                        request.id(), request.method(), marked(request.json(), context, trace))
                                : message)
                        .toList(),
                envelope.batch());
    }

    private static ObjectNode marked(ObjectNode message, String context, Map<String, String> trace) {
        ObjectNode copy = message.deepCopy();
        ObjectNode params = copy.path("params") instanceof ObjectNode given ? given : copy.putObject("params");
        ObjectNode meta = Params.meta(copy) instanceof ObjectNode given ? given : params.putObject("_meta");
        Map<String, String> absent = new TreeMap<>(trace);
        absent.keySet().removeIf(meta::has);
        absent.forEach(meta::put);
        meta.put(CONTEXT, context);
        return copy;
    }

    /** The answer with the receipt of its call: what the log calls it, and where its proof is. */
    ObjectNode receipted(ObjectNode result, Journal.Noted noted, String txn) {
        ObjectNode copy = Rpc.object();
        copy.setAll(result);
        ObjectNode meta = Rpc.object();
        if (result.path("_meta") instanceof ObjectNode given) {
            meta.setAll(given);
        }
        ObjectNode receipt = meta.putObject(RECEIPT)
                .put("event", noted.event())
                .put("txn", txn)
                .put("url", contexts.issuer() + "/ledger/receipts/" + noted.event());
        noted.call().ifPresent(call -> receipt.put("call", call));
        copy.set("_meta", meta);
        return copy;
    }

    /** The answer without what only Countersign says. */
    static ObjectNode unforged(ObjectNode result) {
        if (!(result.path("_meta") instanceof ObjectNode meta)
                || meta.propertyNames().stream().noneMatch(ForgedContext::ours)) {
            return result;
        }
        ObjectNode copy = Rpc.object();
        copy.setAll(result);
        ObjectNode kept = Rpc.object();
        for (Map.Entry<String, JsonNode> member : meta.properties()) {
            if (!ForgedContext.ours(member.getKey())) {
                kept.set(member.getKey(), member.getValue());
            }
        }
        copy.set("_meta", kept);
        return copy;
    }
}
