package dev.countersign.server.host;

import dev.countersign.acts.Standing;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.tree.GrantTree;
import dev.countersign.server.tree.TreeDrawing;
import dev.countersign.store.Devices;
import dev.countersign.store.Tx;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rebuilds the graph a grant or an event stands in. */
final class TreeDesk {
    private static final String EVENT = "ev_";

    private final Foundation foundation;

    TreeDesk(Foundation foundation) {
        this.foundation = foundation;
    }

    /**
     * @param shown how one grant is told
     * @throws HostRefusal when the id names no grant and no event of one
     */
    ObjectNode answer(ObjectNode request, Function<Grant, ObjectNode> shown) {
        var id = request.path("id").asString("");
        var acts = foundation.acts();
        var asked = acts.read(tx -> grant(id, tx));
        var tree = acts.read(tx -> tx.grants().tree(asked.root()));
        var answer = JsonNodeFactory.instance
                .objectNode()
                .put("root", asked.root().value())
                .put("asked", asked.id().value());
        var list = answer.putArray("grants");
        tree.forEach(each -> list.add(shown.apply(each)));
        if (request.path("svg").asBoolean(false)) {
            var now = acts.now();
            GrantTree drawn = acts.read(tx -> GrantTree.of(
                    asked.id(),
                    tree,
                    grant -> Standing.of(grant, tx.revocations().of(grant.keys()), now),
                    _ -> Optional.empty(),
                    device -> tx.devices().find(device).map(Devices.Device::name)));
            answer.put("svg", TreeDrawing.file(drawn));
        }
        return answer;
    }

    private static Grant grant(String id, Tx tx) {
        if (!id.startsWith(EVENT)) {
            return tx.grants()
                    .find(new GrantId(id))
                    .orElseThrow(() -> new HostRefusal("there is no grant " + id + "; `grants list` names them"));
        }
        return tx.events()
                .find(id)
                .orElseThrow(() -> new HostRefusal("there is no event " + id + "; `audit tail` names them"))
                .entry()
                .grant()
                .flatMap(grant -> tx.grants().find(new GrantId(grant)))
                .orElseThrow(() -> new HostRefusal("the event " + id + " is about no grant"));
    }
}
