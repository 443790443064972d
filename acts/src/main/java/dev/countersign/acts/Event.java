package dev.countersign.acts;

import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Subject;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whom and what an act concerned. Ids only: a name, an address or a secret never enters. {@link #with} adds details.
 */
public record Event(
        Optional<OwnerId> owner,
        Optional<ClientId> client,
        Optional<AgentId> agent,
        Optional<DeviceId> device,
        Optional<GrantId> grant,
        ObjectNode detail) {
    /** An event that concerns nobody in particular. */
    public static Event plain() {
        return new Event(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                JsonNodeFactory.instance.objectNode());
    }

    public static Event of(OwnerId owner) {
        return plain().by(owner);
    }

    public static Event of(ClientId client) {
        return plain().from(client);
    }

    /** An event about a grant, with everyone the grant ties together. */
    public static Event of(Grant grant) {
        var event = new Event(
                grant.subject() instanceof Subject.Owner owner ? Optional.of(owner.id()) : Optional.empty(),
                Optional.of(grant.client()),
                Optional.of(grant.agent()),
                grant.device(),
                Optional.of(grant.id()),
                JsonNodeFactory.instance.objectNode());
        event.detail.put("txn", grant.root().value());
        if (grant.parent().isPresent()) lineage(grant, event.detail);
        return event;
    }

    /** Whom a delegated grant came through. The order of the hops is told by each one's {@code parent}. */
    private static void lineage(Grant grant, ObjectNode detail) {
        grant.parent().ifPresent(parent -> detail.put("parent", parent.value()));
        names(grant, "grant:", grant.id().value()).forEach(detail.withArray("ancestors")::add);
        names(grant, "agent:", grant.agent().value()).forEach(detail.withArray("actors")::add);
    }

    private static List<String> names(Grant grant, String kind, String except) {
        return grant.keys().stream()
                .map(RevocationKey::value)
                .filter(key -> key.startsWith(kind))
                .map(key -> key.substring(kind.length()))
                .filter(name -> !name.equals(except))
                .sorted()
                .toList();
    }

    public Event by(OwnerId id) {
        return new Event(Optional.of(id), client, agent, device, grant, detail);
    }

    public Event from(ClientId id) {
        return new Event(owner, Optional.of(id), agent, device, grant, detail);
    }

    public Event on(DeviceId id) {
        return new Event(owner, client, agent, Optional.of(id), grant, detail);
    }

    public Event about(GrantId id) {
        return new Event(owner, client, agent, device, Optional.of(id), detail);
    }

    public Event with(String name, String value) {
        return new Event(owner, client, agent, device, grant, detail.deepCopy().put(name, value));
    }

    public Event with(String name, long value) {
        return new Event(owner, client, agent, device, grant, detail.deepCopy().put(name, value));
    }
}
