package dev.countersign.server.api;

import static dev.countersign.core.OwnerScope.GRANTS_WRITE;
import static dev.countersign.core.OwnerScope.REQUESTS_READ;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Deny;
import dev.countersign.core.Asked;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Asks;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Requests that wait for their owner. They are looked at and denied here; approving needs presence, on the consent page. */
final class RequestOperations {
    private static final Shape REQUEST = Shape.named("Request")
            .text("id", "The request")
            .text(
                    "transport",
                    "How it came: code, device, pat, call (one call beyond a grant) or access (an agent asks for more)")
            .text("kind", "client (for agents) or owner (for this API)")
            .text("client", "The client_id")
            .text("client_name", "What the client calls itself, or the operator calls it")
            .texts("resources", "Where it wants to act; empty = it leaves that to you")
            .text("scope", "The scopes it asks for")
            .details("authorization_details", "What else it asks for (RFC 9396)")
            .sometimes()
            .text("from", "The address it came from")
            .text("user_agent", "The program it says it is")
            .time("created_at", "When it came")
            .time("expires_at", "Until when it waits")
            .text("consent", "The page where you decide");

    private static final Shape DENIED =
            Shape.named("Denied").text("id", "The request").text("state", "denied");

    private final Acts acts;
    private final String issuer;

    RequestOperations(Acts acts, String issuer) {
        this.acts = acts;
        this.issuer = issuer;
    }

    List<Operation> all() {
        return List.of(
                Operation.get(
                                "/v1/requests",
                                REQUESTS_READ,
                                Reach.OWN,
                                "Requests that wait for you, oldest first",
                                REQUEST,
                                this::list)
                        .paged(),
                Operation.get(
                        "/v1/requests/{id}", REQUESTS_READ, Reach.OWN, "One waiting request", REQUEST, this::show),
                Operation.post(
                        "/v1/requests/{id}/deny",
                        GRANTS_WRITE,
                        Reach.OWN,
                        "Deny a waiting request: the program is told access_denied",
                        DENIED,
                        this::deny));
    }

    private Reply list(Call call) {
        var paging = Paging.of(call);
        var pending = acts.read(tx -> tx.asks().pending(call.caller().id(), acts.now()));
        var last = paging.after();
        var rest = pending.stream()
                .filter(ask -> last.isEmpty() || key(ask).compareTo(last.get()) > 0)
                .sorted(java.util.Comparator.comparing(RequestOperations::key))
                .limit(paging.fetch())
                .toList();
        return paging.reply(rest, RequestOperations::key, this::view);
    }

    private Reply show(Call call) {
        return call.one(view(pending(call)));
    }

    private Reply deny(Call call) {
        call.body();
        var ask = pending(call);
        if (!acts.perform(new Deny(ask.id(), call.caller().id(), acts.now()), call.origin())) {
            throw Problems.conflict(
                    "It was decided before", "This request does not wait any more; nothing was changed.");
        }
        return Reply.json(200, Views.object().put("id", ask.id()).put("state", "denied"));
    }

    private Asks.Ask pending(Call call) {
        return acts.read(tx -> tx.asks().find(call.id()))
                .filter(ask -> ask.open(acts.now()))
                .filter(ask -> ask.owner().filter(call.caller().id()::equals).isPresent())
                .orElseThrow(() -> Problems.missing("waiting request"));
    }

    /** Orders by time: microseconds have the same number of digits for centuries. */
    private static String key(Asks.Ask ask) {
        return java.time.temporal.ChronoUnit.MICROS.between(java.time.Instant.EPOCH, ask.createdAt()) + " " + ask.id();
    }

    private ObjectNode view(Asks.Ask ask) {
        var asked = Asked.parse(ask.request());
        var node = Views.object()
                .put("id", ask.id())
                .put("transport", ask.transport())
                .put("kind", ask.kind().wire())
                .put("client", ask.client().value())
                .put("client_name", asked.asker().name());
        asked.resources().forEach(node.putArray("resources")::add);
        node.put(
                "scope",
                ask.kind() == TokenKind.OWNER
                        ? OwnerScope.render(asked.ownerScopes())
                        : asked.scopes().render());
        asked.details().ifPresent(details -> node.set("authorization_details", details.toJson()));
        return node.put("from", ask.address())
                .put("user_agent", ask.userAgent())
                .put("created_at", ask.createdAt().toString())
                .put("expires_at", ask.expiresAt().toString())
                .put("consent", issuer + "/consent/" + ask.id());
    }
}
