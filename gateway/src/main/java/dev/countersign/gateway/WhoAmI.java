package dev.countersign.gateway;

import dev.countersign.core.Approval;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tool {@code whoami}: for whom an agent acts, as which agent, where, with what authority, until when. */
final class WhoAmI implements OwnTool {
    static final String NAME = "whoami";

    private final Function<OwnerId, Optional<String>> ownerName;
    private final Function<DeviceId, Optional<String>> deviceName;

    /**
     * @param ownerName what the owner is called
     * @param deviceName what its owner calls the device
     */
    WhoAmI(Function<OwnerId, Optional<String>> ownerName, Function<DeviceId, Optional<String>> deviceName) {
        this.ownerName = ownerName;
        this.deviceName = deviceName;
    }

    @Override
    public ObjectNode definition() {
        return OwnTool.defined(
                NAME,
                "Who am I",
                "Tells for whom you act, which agent you are, where you run as far as that was proved, what you may do now and "
                        + "until when, through whom it was handed to you, and whether you may hand a part of it on.",
                true);
    }

    @Override
    public ObjectNode call(Admitted who, JsonNode arguments) {
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
                        device -> {
                            var where = answer.putObject("device").put("id", device.value());
                            deviceName.apply(device).ifPresent(name -> where.put("name", name));
                        },
                        () -> answer.put("where", "unproven"));
        Authority now = who.token().authority();
        for (Authority limit : who.holding().limits()) {
            now = now.narrows(limit) ? now : now.meet(limit);
        }
        answer.set("authority", now.toJson());
        who.holding()
                .above()
                .forEach(ancestor -> answer.withArray("through")
                        .addObject()
                        .put("agent", ancestor.agent().value())
                        .put("client", ancestor.client().value()));
        grant.delegation().recipients().ifPresent(_ -> {
            ObjectNode may = answer.putObject("may_hand_on")
                    .put("times", grant.delegation().depth())
                    .put("until", grant.delegation().until().toString());
            grant.delegation().to().forEach(may.putArray("to")::add);
            may.set("at_most", grant.delegation().share().toJson());
        });
        answer.put(
                "approved_by",
                switch (grant.approval()) {
                    case Approval.Presence _ -> "its owner, in person";
                    case Approval.Delegated(var parent) -> "the policy of the grant " + parent.value();
                    case Approval.Configured _ -> "the operator, in the configuration";
                    case Approval.Asserted asserted -> "the identity provider " + asserted.issuer();
                });
        return answer.put("grant", grant.id().value())
                .put("until", grant.until().toString());
    }
}
