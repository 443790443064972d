package dev.countersign.acts;

import dev.countersign.core.ClientId;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Recipients;
import dev.countersign.core.delegation.Wish;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import dev.countersign.store.Tickets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a delegation ticket stands for. It is stored with the ticket's hash.
 *
 * @param parent the grant a part is handed on from
 * @param receiver the one client that can redeem it
 * @param key thumbprint of the one key it must prove, when the delegator named one
 * @param tokenEnd when the token ends with which the delegator asked: nothing minted by this ticket outlives it
 */
public record Offered(GrantId parent, ClientId receiver, Optional<String> key, Wish wish, Instant tokenEnd) {
    /** How the tickets' table calls them. */
    public static final String KIND = "delegation";

    String json() {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("parent", parent.value())
                .put("receiver", receiver.value())
                .put("token_end", tokenEnd.toString());
        key.ifPresent(thumbprint -> object.put("key", thumbprint));
        object.set("authority", wish.authority().toJson());
        wish.hops().ifPresent(hops -> object.put("hops", hops));
        wish.until().ifPresent(until -> object.put("until", until.toString()));
        wish.to().ifPresent(to -> {
            switch (to) {
                case Recipients.Any _ -> object.put("to", "any");
                case Recipients.Clients(var ids) -> ids.forEach(object.putArray("to")::add);
            }
        });
        return Canonical.string(object);
    }

    /** What a ticket stands for, when it is one of these. */
    public static Optional<Offered> of(Tickets.Ticket ticket) {
        return ticket.kind().equals(KIND) ? Optional.of(parse(ticket.subject())) : Optional.empty();
    }

    static Offered parse(String json) {
        var object = StrictJson.parse(json);
        var hops = object.path("hops");
        return new Offered(
                new GrantId(object.path("parent").asString()),
                new ClientId(object.path("receiver").asString()),
                text(object.path("key")),
                new Wish(
                        Authority.parse(object.path("authority")),
                        hops.isInt() ? OptionalInt.of(hops.intValue()) : OptionalInt.empty(),
                        recipients(object.path("to")),
                        text(object.path("until")).map(Instant::parse)),
                Instant.parse(object.path("token_end").asString()));
    }

    private static Optional<Recipients> recipients(JsonNode to) {
        if (to.isString()) return Optional.of(new Recipients.Any());
        List<String> ids = to.valueStream().map(JsonNode::asString).toList();
        return ids.isEmpty() ? Optional.empty() : Optional.of(Recipients.of(ids));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.asString()) : Optional.empty();
    }
}
