package dev.countersign.server.api;

import static dev.countersign.core.OwnerScope.GRANTS_READ;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Standing;
import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.server.api.Operation.Input;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Grants;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Grants, as their owners see them. */
final class GrantOperations {
    static final Shape TREE = Shape.named("GrantTree")
            .text("root", "The grant at the top")
            .many("grants", Views.GRANT, "The whole tree; a parent comes before its children");

    private static final Input ALIVE =
            new Input("alive", "boolean", "true = only grants that live; a page may then hold fewer than limit");
    private static final Input CLIENT = new Input("client", "string", "Only grants of this client_id");
    private static final Input AGENT = new Input("agent", "string", "Only grants of this agent");
    private static final Input DEVICE = new Input("device", "string", "Only grants on this device");

    private final Acts acts;
    private final ClientNames names;

    GrantOperations(Acts acts, ClientNames names) {
        this.acts = acts;
        this.names = names;
    }

    List<Operation> all() {
        return List.of(
                Operation.get("/v1/grants", GRANTS_READ, Reach.LOOK, "Grants, newest first", Views.GRANT, this::list)
                        .paged()
                        .taking(Input.OWNER, ALIVE, CLIENT, AGENT, DEVICE),
                Operation.get("/v1/grants/{id}", GRANTS_READ, Reach.LOOK, "One grant", Views.GRANT, this::show),
                Operation.get(
                        "/v1/grants/{id}/tree",
                        GRANTS_READ,
                        Reach.LOOK,
                        "The tree a grant stands in: what it came of and what came of it",
                        TREE,
                        this::tree));
    }

    private Reply list(Call call) {
        var paging = Paging.of(call);
        var alive = call.input(ALIVE).map(GrantOperations::flag).orElse(false);
        var filter = new Grants.Filter(
                call.view(),
                call.input(CLIENT).map(ClientId::new),
                call.input(AGENT).map(AgentId::new),
                call.input(DEVICE).map(DeviceId::new),
                Optional.of(acts.now()).filter(_ -> alive));
        return acts.read(tx -> {
            var after = paging.after().flatMap(id -> tx.grants().find(new GrantId(id)));
            var found = tx.grants().page(filter, after, paging.fetch());
            return paging.reply(
                    found,
                    grant -> grant.id().value(),
                    grant -> view(grant, tx),
                    shown -> !alive || shown.path("standing").asString("").equals("alive"));
        });
    }

    private Reply show(Call call) {
        return call.one(acts.read(tx -> view(visible(call, tx), tx)));
    }

    private Reply tree(Call call) {
        return acts.read(tx -> {
            var grant = visible(call, tx);
            var body = Views.object().put("root", grant.root().value());
            var list = body.putArray("grants");
            tx.grants().tree(grant.root()).forEach(each -> list.add(view(each, tx)));
            return call.one(body);
        });
    }

    /** The grant a call names, when its caller may see it. */
    static Grant visible(Call call, Tx tx) {
        return tx.grants()
                .find(new GrantId(call.id()))
                .filter(call.caller()::maySee)
                .orElseThrow(() -> Problems.missing("grant"));
    }

    ObjectNode view(Grant grant, Tx tx) {
        var standing = Standing.of(grant, tx.revocations().of(grant.keys()), acts.now());
        return Views.grant(grant, standing, names);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problems.malformed("alive is true or false.");
        };
    }
}
