package dev.countersign.gateway;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** The tool {@code whoami}: for whom an agent acts, as which agent, where, with what authority, until when. */
final class WhoAmI {
    static final String NAME = "whoami";

    private final Function<OwnerId, Optional<String>> ownerName;

    /**
     * @param ownerName what the owner is called
     */
    WhoAmI(Function<OwnerId, Optional<String>> ownerName) {
        this.ownerName = ownerName;
    }

    static ObjectNode definition() {
        ObjectNode tool = Rpc.object()
                .put("name", NAME)
                .put("title", "Who am I")
                .put(
                        "description",
                        "Tells for whom you act, which agent you are, where you run as far as that was proved, what you may"
                                + " do now and until when.");
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
        schema.putObject("properties");
        schema.put("additionalProperties", false);
        tool.putObject("annotations")
                .put("readOnlyHint", true)
                .put("idempotentHint", true)
                .put("openWorldHint", false);
        return tool;
    }

    ObjectNode answer(Admitted who) {
        Grant grant = who.holding().grant();
        ObjectNode answer = Rpc.object();
        switch (grant.subject()) {
            case Subject.Owner(OwnerId id) -> {
                ObjectNode owner = answer.putObject("owner").put("id", id.value());
                ownerName.apply(id).ifPresent(name -> owner.put("name", name));
            }
            case Subject.Service(var client) -> answer.putObject("service").put("client", client.value());
        }
        answer.putObject("agent")
                .put("id", grant.agent().value())
                .put("client", grant.client().value());
        grant.device()
                .ifPresentOrElse(
                        device -> answer.putObject("device").put("id", device.value()),
                        () -> answer.put("where", "unproven"));
        Authority now = who.token()
                .authority()
                .meet(grant.authority())
                .meet(who.holding().owner());
        answer.set("authority", now.toJson());
        return answer.put("grant", grant.id().value())
                .put("until", grant.until().toString());
    }
}
