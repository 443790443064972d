package dev.countersign.gateway;

import dev.countersign.acts.Acts;
import dev.countersign.core.GrantId;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import dev.countersign.store.Events;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tool {@code activity}: what the log says of this grant, newest first. */
final class ActivityTool implements OwnTool {
    static final String NAME = "activity";
    private static final int SHOWN = 50;

    private final Acts acts;

    ActivityTool(Acts acts) {
        this.acts = acts;
    }

    @Override
    public ObjectNode definition() {
        return OwnTool.defined(
                NAME,
                "What was recorded of me",
                "Lists the newest " + SHOWN
                        + " entries of the log about your own access, newest first: its approval, your "
                        + "tool calls and their outcomes, renewals, and what you handed on. Arguments and results are never "
                        + "recorded. Your human can read the same.",
                true);
    }

    @Override
    public ObjectNode call(Admitted who, JsonNode arguments) {
        ObjectNode answer = Rpc.object();
        ArrayNode list = answer.putArray("activity");
        GrantId mine = who.holding().grant().id();
        List<Events.Stored> events = acts.read(tx -> tx.events().ofGrant(mine.value(), SHOWN));
        events.forEach(stored -> {
            ObjectNode shown = list.addObject()
                    .put("event", stored.entry().id())
                    .put("at", stored.entry().at().toString())
                    .put("kind", stored.entry().kind());
            shown.set("details", StrictJson.parse(stored.entry().body()));
        });
        return answer;
    }
}
