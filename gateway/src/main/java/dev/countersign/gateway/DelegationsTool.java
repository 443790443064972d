package dev.countersign.gateway;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Standing;
import dev.countersign.core.Grant;
import dev.countersign.core.RevocationKey;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tool {@code delegations}: what was handed on from this grant, at whatever depth, and whether it lives. */
final class DelegationsTool implements OwnTool {
    static final String NAME = "delegations";
    private static final int SHOWN = 200;

    private final Acts acts;

    DelegationsTool(Acts acts) {
        this.acts = acts;
    }

    @Override
    public ObjectNode definition() {
        return OwnTool.defined(
                NAME,
                "What I handed on",
                "Lists what other agents received from you, directly or through others: who has it, what it may do, until "
                        + "when, and whether it still lives. Tickets that were not redeemed are not in it. Use the id with "
                        + "revoke_delegation to take one back.",
                true);
    }

    @Override
    public ObjectNode call(Admitted who, JsonNode arguments) {
        Grant mine = who.holding().grant();
        ObjectNode answer = Rpc.object();
        ArrayNode list = answer.putArray("delegations");
        below(mine).forEach(entry -> list.add(shown(entry)));
        return answer;
    }

    private record Below(Grant grant, Standing standing) {}

    private List<Below> below(Grant mine) {
        return acts.read(tx -> tx.grants().tree(mine.root(), SHOWN).stream()
                .filter(grant -> !grant.id().equals(mine.id()))
                .filter(grant -> grant.keys().contains(RevocationKey.of(mine.id())))
                .map(grant ->
                        new Below(grant, Standing.of(grant, tx.revocations().of(grant.keys()), acts.now())))
                .toList());
    }

    private static ObjectNode shown(Below entry) {
        Grant grant = entry.grant();
        ObjectNode shown = Rpc.object()
                .put("id", grant.id().value())
                .put("receiver", grant.client().value())
                .put("agent", grant.agent().value());
        grant.parent().ifPresent(parent -> shown.put("from", parent.value()));
        shown.put("state", entry.standing().name().toLowerCase(Locale.ROOT))
                .put("until", grant.until().toString())
                .put("may_hand_on", grant.delegation().depth())
                .set("authority", grant.authority().toJson());
        return shown;
    }
}
