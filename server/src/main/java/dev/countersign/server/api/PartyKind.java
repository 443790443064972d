package dev.countersign.server.api;

import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.RevocationKey;
import dev.countersign.store.Parties;
import java.util.Locale;
import java.util.function.Function;

/** Whom a grant ties to its owner. */
enum PartyKind {
    AGENT(Parties.Kind.AGENT, OwnerScope.AGENTS_READ, id -> RevocationKey.of(new AgentId(id))),
    CLIENT(Parties.Kind.CLIENT, OwnerScope.CLIENTS_READ, id -> RevocationKey.of(new ClientId(id))),
    DEVICE(Parties.Kind.DEVICE, OwnerScope.DEVICES_READ, id -> RevocationKey.of(new DeviceId(id)));

    static final Shape SWITCHED = Shape.named("Switched")
            .text("kind", "revoked, suspended (by you), held (by an admin or the operator) or barred")
            .flag("everyone", "Whether it was done to everybody's grants; else only to yours")
            .time("since", "When");

    private final Parties.Kind stored;
    private final OwnerScope reads;
    private final Function<String, RevocationKey> key;

    PartyKind(Parties.Kind stored, OwnerScope reads, Function<String, RevocationKey> key) {
        this.stored = stored;
        this.reads = reads;
        this.key = key;
    }

    Parties.Kind stored() {
        return stored;
    }

    OwnerScope reads() {
        return reads;
    }

    RevocationKey key(String id) {
        return key.apply(id);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String path() {
        return "/v1/" + word() + "s";
    }

    Shape shape() {
        var shape = Shape.named(name().charAt(0) + word().substring(1))
                .text("id", "The " + word())
                .text("address", "Where it stands in this API");
        if (this == AGENT) {
            shape = shape.text("client", "Its client_id")
                    .text("device", "The device it runs on; absent = where it runs is unproven")
                    .sometimes();
        }
        if (this != DEVICE) {
            shape = shape.text("client_name", "What the client calls itself, or the operator calls it")
                    .sometimes();
        }
        if (this == DEVICE) {
            shape = shape.text("name", "What its owner calls it")
                    .sometimes()
                    .text("key", "RFC 7638 thumbprint of the key it proved")
                    .sometimes();
        }
        return shape.number("grants", "How many grants it got in all")
                .number("live_grants", "How many of them have not ended by time")
                .time("first_approved_at", "When it got the first")
                .time("last_approved_at", "When it got the last")
                .many("switches", SWITCHED, "What was done to it as a whole");
    }
}
