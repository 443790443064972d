package dev.countersign.server.api;

import dev.countersign.acts.Acts;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.server.api.Operation.Input;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Parties;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Agents, clients and devices: all who ever got a grant. */
final class PartyOperations {
    private final Acts acts;
    private final ClientNames names;

    PartyOperations(Acts acts, ClientNames names) {
        this.acts = acts;
        this.names = names;
    }

    List<Operation> all() {
        return List.of(
                list(PartyKind.AGENT, "Agents: clients on devices"),
                show(PartyKind.AGENT, "One agent"),
                list(PartyKind.CLIENT, "Clients that ever got a grant"),
                show(PartyKind.CLIENT, "One client"),
                list(PartyKind.DEVICE, "Devices, known by a key they proved"),
                show(PartyKind.DEVICE, "One device"));
    }

    private Operation list(PartyKind kind, String summary) {
        return Operation.get(kind.path(), kind.reads(), Reach.LOOK, summary, kind.shape(), call -> list(kind, call))
                .paged()
                .taking(Input.OWNER);
    }

    private Operation show(PartyKind kind, String summary) {
        return Operation.get(
                        kind.path() + "/{id}",
                        kind.reads(),
                        Reach.LOOK,
                        summary,
                        kind.shape(),
                        call -> show(kind, call))
                .taking(Input.OWNER);
    }

    private Reply list(PartyKind kind, Call call) {
        var paging = Paging.of(call);
        var view = call.view();
        return acts.read(tx -> paging.reply(
                tx.parties().page(kind.stored(), view, paging.after().orElse(""), acts.now(), paging.fetch()),
                Parties.Party::id,
                party -> view(kind, party, call, tx)));
    }

    private Reply show(PartyKind kind, Call call) {
        var view = call.view();
        return call.one(acts.read(tx -> tx.parties()
                .find(kind.stored(), view, Segment.id(call.id()), acts.now())
                .map(party -> view(kind, party, call, tx))
                .orElseThrow(() -> Problems.missing(kind.word()))));
    }

    private ObjectNode view(PartyKind kind, Parties.Party party, Call call, Tx tx) {
        var node = Views.object().put("id", party.id()).put("address", kind.path() + "/" + Segment.of(party.id()));
        var client = new ClientId(party.client());
        switch (kind) {
            case AGENT -> {
                node.put("client", party.client());
                names.of(client).ifPresent(name -> node.put("client_name", name));
                party.device().ifPresent(device -> node.put("device", device));
            }
            case CLIENT -> names.of(client).ifPresent(name -> node.put("client_name", name));
            case DEVICE ->
                tx.devices()
                        .find(new DeviceId(party.id()))
                        .ifPresent(device -> node.put("name", device.name()).put("key", device.thumbprint()));
        }
        node.put("grants", party.grants())
                .put("live_grants", party.live())
                .put("first_approved_at", party.firstApprovedAt().toString())
                .put("last_approved_at", party.lastApprovedAt().toString());
        var key = kind.key(party.id());
        var switches = node.putArray("switches");
        for (var row : tx.revocations().of(List.of(key, key.within(call.caller().id())))) {
            switches.addObject()
                    .put("kind", row.kind().name().toLowerCase(Locale.ROOT))
                    .put("everyone", row.key().equals(key))
                    .put("since", row.since().toString());
        }
        return node;
    }
}
