package dev.countersign.server.host;

import dev.countersign.acts.ledger.Report;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Events;
import dev.countersign.store.LedgerRows;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Entries and reports of the log as JSON. */
public final class AuditJson {
    private AuditJson() {}

    /** An entry with its place. */
    public static ObjectNode of(LedgerRows.Leaf leaf) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("index", leaf.index());
        if (leaf.redacted()) {
            return json.put("id", leaf.entry().id())
                    .put("kind", leaf.entry().kind())
                    .put("at", leaf.entry().at().toString())
                    .put("erased", true);
        }
        return json.setAll(of(leaf.entry()));
    }

    /** An entry. */
    public static ObjectNode of(Events.Entry entry) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", entry.id())
                .put("kind", entry.kind())
                .put("at", entry.at().toString());
        put(json, "owner", entry.owner());
        put(json, "client", entry.client());
        put(json, "agent", entry.agent());
        put(json, "device", entry.device());
        put(json, "grant", entry.grant());
        put(json, "origin", entry.origin());
        put(json, "request", entry.requestId());
        json.set("detail", StrictJson.parse(entry.body()));
        return json;
    }

    /** What an audit found. */
    public static ObjectNode of(Report report) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("whole", report.whole())
                .put("origin", report.origin())
                .put("size", report.size())
                .put("read", report.read())
                .put(
                        "root",
                        java.util.Base64.getEncoder()
                                .encodeToString(report.root().bytes()))
                .put("erased", report.erased())
                .put("waiting", report.waiting())
                .put("anchors", report.anchors());
        json.putArray("findings");
        json.putArray("open_calls");
        report.findings()
                .forEach(finding -> json.withArray("findings")
                        .addObject()
                        .put("where", finding.where())
                        .put("what", finding.what()));
        report.openCalls()
                .forEach(call -> json.withArray("open_calls")
                        .addObject()
                        .put("index", call.index())
                        .put("event", call.event())
                        .put("at", call.at().toString())
                        .put("server", call.server())
                        .put("tool", call.tool())
                        .put("grant", call.grant()));
        return json;
    }

    private static void put(ObjectNode json, String name, Optional<String> value) {
        value.ifPresent(text -> json.put(name, text));
    }
}
