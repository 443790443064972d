package dev.countersign.server.oauth.client;

import dev.countersign.core.client.AuthMethod;
import dev.countersign.core.client.ClientMetadata;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.client.Registered;
import dev.countersign.core.client.SecretHash;
import dev.countersign.core.json.StrictJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A registered client between its row and its record. What was checked when it was written is not judged again. */
final class RegisteredRow {
    private RegisteredRow() {}

    static Registered client(dev.countersign.store.Clients.Registered row) {
        var members = Members.of((ObjectNode) StrictJson.parse(row.metadata()));
        return new Registered(
                row.id().value(),
                metadata(row.id().value(), members),
                row.secretHash().map(SecretHash::new),
                new SecretHash(row.managementHash()),
                row.createdAt());
    }

    /** The members of a checked registration as metadata; a client without a name goes by its id. */
    static ClientMetadata metadata(String id, Map<String, Object> members) {
        var grantTypes = EnumSet.noneOf(GrantType.class);
        MetadataRules.strings(members, "grant_types").orElse(List.of()).stream()
                .map(GrantType::of)
                .flatMap(Optional::stream)
                .forEach(grantTypes::add);
        return new ClientMetadata(
                MetadataRules.string(members, "client_name").orElse(id),
                MetadataRules.strings(members, "redirect_uris").orElse(List.of()),
                MetadataRules.authMethod(members, AuthMethod.NONE),
                grantTypes,
                members);
    }
}
