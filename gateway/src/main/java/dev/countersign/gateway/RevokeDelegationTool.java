package dev.countersign.gateway;

import dev.countersign.acts.Acts;
import dev.countersign.acts.EndDelegation;
import dev.countersign.acts.Origin;
import dev.countersign.core.GrantId;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tool {@code revoke_delegation}: takes back what was handed on, and all that came of it. */
final class RevokeDelegationTool implements OwnTool {
    static final String NAME = "revoke_delegation";
    private static final Origin TOOL = new Origin(Optional.empty(), "", "");

    private final Acts acts;

    RevokeDelegationTool(Acts acts) {
        this.acts = acts;
    }

    @Override
    public ObjectNode definition() {
        ObjectNode tool = OwnTool.defined(
                NAME,
                "Take back what I handed on",
                "Ends one delegation for good, with everything that was handed on from it. Use it as soon as the other agent "
                        + "has done its work, or when something looks wrong. Your own access stays as it is.",
                false);
        OwnTool.input(tool, "id", "string", true, "The id of the delegation, as the tool delegations lists it.");
        return tool;
    }

    @Override
    public ObjectNode call(Admitted who, JsonNode arguments) throws ToolProblem {
        String id = OwnTool.text(arguments, "id");
        if (id.isEmpty()) {
            throw new ToolProblem("id is missing: delegations lists the ids.");
        }
        GrantId mine = who.holding().grant().id();
        return switch (acts.perform(new EndDelegation(mine, new GrantId(id), acts.now()), TOOL)) {
            case ENDED -> Rpc.object().put("ended", id);
            case OVER -> Rpc.object().put("ended", id).put("note", "It had ended already.");
            case NOT_BELOW ->
                throw new ToolProblem("Nothing of this id was handed on from you; delegations lists what was.");
            case NOT_ALIVE -> throw new ToolProblem("Your own access has ended, and what you handed on with it.");
        };
    }
}
