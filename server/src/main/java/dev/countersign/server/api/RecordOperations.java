package dev.countersign.server.api;

import static dev.countersign.core.OwnerScope.ACTIVITY_READ;
import static dev.countersign.core.OwnerScope.KEYS_READ;

import dev.countersign.acts.Acts;
import dev.countersign.acts.ledger.Log;
import dev.countersign.core.OwnerId;
import dev.countersign.core.json.StrictJson;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Receipt;
import dev.countersign.server.api.Operation.Input;
import dev.countersign.server.ledger.ActivityStream;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Events;
import dev.countersign.store.SigningKeys.SigningKey;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What happened, and the public keys that tokens are signed with. */
final class RecordOperations {
    private static final Shape ENTRY = Shape.named("Activity")
            .text("id", "The event")
            .text("kind", "The act; docs/events.md lists them all")
            .time("at", "When")
            .text("owner", "Whose it is")
            .sometimes()
            .text("client", "The client_id")
            .sometimes()
            .text("agent", "The agent")
            .sometimes()
            .text("device", "The device it was done on")
            .sometimes()
            .text("grant", "The grant it was done with or to")
            .sometimes()
            .text("from", "The address it came from, while that is kept")
            .sometimes()
            .text("request_id", "The Request-Id of the answer")
            .sometimes()
            .object("detail", "What else the event says");

    private static final Shape PROOF = Shape.named("Proof")
            .text("id", "The event")
            .text("log", "The log it stands in")
            .number("index", "Its place there")
            .number("size", "How many entries the signed checkpoint covers")
            .text(
                    "file",
                    "The proof (C2SP tlog-proof): audit check verifies it offline with the log's public key alone");

    private static final Shape KEY = Shape.named("Key")
            .text("id", "Its kid")
            .object("jwk", "The public key (RFC 7517)")
            .time("created_at", "When it was made")
            .time("active_from", "From when it signs")
            .time("retire_at", "Until when it is published")
            .sometimes();

    private final Acts acts;
    private final ActivityStream activity;

    RecordOperations(Acts acts, ActivityStream activity) {
        this.acts = acts;
        this.activity = activity;
    }

    List<Operation> all() {
        return List.of(
                Operation.get(
                                "/v1/activity",
                                ACTIVITY_READ,
                                Reach.LOOK,
                                "What happened, newest first; with Accept: text/event-stream, as it happens",
                                ENTRY,
                                this::list)
                        .paged()
                        .taking(Input.OWNER)
                        .alsoLive(),
                Operation.get("/v1/activity/{id}", ACTIVITY_READ, Reach.LOOK, "One event", ENTRY, this::show),
                Operation.get(
                        "/v1/activity/{id}/proof",
                        ACTIVITY_READ,
                        Reach.LOOK,
                        "The receipt of an event; waits a moment for one that just happened",
                        PROOF,
                        this::prove),
                Operation.get("/v1/keys", KEYS_READ, Reach.SHARED, "Signing keys, oldest first", KEY, this::keys)
                        .paged(),
                Operation.get("/v1/keys/{id}", KEYS_READ, Reach.SHARED, "One signing key", KEY, this::key));
    }

    private Reply list(Call call) {
        if (live(call)) return follow(call);
        var paging = Paging.of(call);
        var owner = call.view().map(OwnerId::value);
        return acts.read(tx -> paging.reply(
                tx.events().before(owner, paging.before(), paging.fetch()),
                stored -> Long.toString(stored.seq()),
                stored -> view(stored.entry(), tx)));
    }

    private static boolean live(Call call) {
        return call.exchange().headers("Accept").stream().anyMatch(kinds -> kinds.contains("text/event-stream"));
    }

    /** The same entries as they happen, while the token lives and gives what it gave. */
    private Reply follow(Call call) {
        return activity.open(
                new ActivityStream.Listener(
                        call.caller().id(),
                        call.view(),
                        entry -> acts.read(tx -> view(entry, tx)).toString(),
                        call.still()),
                call.exchange().header("Last-Event-ID"));
    }

    private Reply prove(Call call) {
        var me = call.caller().id().value();
        return new Log(acts)
                .awaited(call.id())
                .filter(receipt -> call.caller().seesAll() || owner(receipt).equals(Optional.of(me)))
                .map(receipt -> call.one(proof(call.id(), receipt)))
                .orElseThrow(() -> Problems.missing("event"));
    }

    private static Optional<String> owner(Receipt receipt) {
        return receipt.opening().flatMap(open -> open.parsed().owner());
    }

    private static ObjectNode proof(String event, Receipt receipt) {
        var checkpoint = Checkpoint.parse(receipt.checkpoint());
        return Views.object()
                .put("id", event)
                .put("log", checkpoint.origin())
                .put("index", receipt.inclusion().index())
                .put("size", checkpoint.size())
                .put("file", receipt.text());
    }

    private Reply show(Call call) {
        var me = call.caller().id().value();
        return call.one(acts.read(tx -> tx.events()
                .find(call.id())
                .map(Events.Stored::entry)
                .filter(entry -> call.caller().seesAll()
                        || entry.owner().filter(me::equals).isPresent())
                .map(entry -> view(entry, tx))
                .orElseThrow(() -> Problems.missing("event"))));
    }

    private static ObjectNode view(Events.Entry entry, Tx tx) {
        var node = Views.object()
                .put("id", entry.id())
                .put("kind", entry.kind())
                .put("at", entry.at().toString());
        entry.owner().ifPresent(id -> node.put("owner", id));
        entry.client().ifPresent(id -> node.put("client", id));
        entry.agent().ifPresent(id -> node.put("agent", id));
        entry.device().ifPresent(id -> node.put("device", id));
        entry.grant().ifPresent(id -> node.put("grant", id));
        entry.origin().flatMap(tx.events()::address).ifPresent(address -> node.put("from", address));
        entry.requestId().ifPresent(id -> node.put("request_id", id));
        node.set("detail", StrictJson.parse(entry.body()));
        return node;
    }

    private Reply keys(Call call) {
        var paging = Paging.of(call);
        var all = acts.read(tx -> tx.signingKeys().all());
        var from = paging.after()
                .map(last -> all.stream().map(SigningKey::kid).toList().indexOf(last) + 1)
                .orElse(0);
        return paging.reply(
                all.stream().skip(from).limit(paging.fetch()).toList(), SigningKey::kid, RecordOperations::view);
    }

    private Reply key(Call call) {
        return call.one(acts.read(tx -> tx.signingKeys().all()).stream()
                .filter(key -> key.kid().equals(call.id()))
                .findFirst()
                .map(RecordOperations::view)
                .orElseThrow(() -> Problems.missing("key")));
    }

    private static ObjectNode view(SigningKey key) {
        var node = Views.object().put("id", key.kid());
        node.set("jwk", StrictJson.parse(key.publicJwk()));
        node.put("created_at", key.createdAt().toString())
                .put("active_from", key.activeFrom().toString());
        key.retireAt().ifPresent(at -> node.put("retire_at", at.toString()));
        return node;
    }
}
