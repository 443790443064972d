package dev.countersign.gateway;

import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.gateway.wire.Revision;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a guarded server showed of itself.
 *
 * @param schemas tool to its input schema
 * @param revisions those it speaks, newest first
 */
public record Seen(Catalogue catalogue, Map<String, JsonNode> schemas, List<Revision> revisions) {
    public Seen {
        schemas = Map.copyOf(schemas);
        revisions = List.copyOf(revisions);
    }
}
