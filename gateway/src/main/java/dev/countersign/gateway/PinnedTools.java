package dev.countersign.gateway;

import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Pin;
import dev.countersign.core.catalogue.Tool;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The tools of a guarded server for a grant: those its human saw that have not changed since. The stricter of the class
 * then and the class now counts.
 */
final class PinnedTools implements Tools {
    private final Catalogue pinned;
    private final Seen seen;
    private final Runnable drifted;

    /**
     * @param drifted run when a definition turns up that was not seen yet
     */
    PinnedTools(Catalogue pinned, Seen seen, Runnable drifted) {
        this.pinned = pinned;
        this.seen = seen;
        this.drifted = drifted;
    }

    @Override
    public Optional<Tool> find(String name) {
        return Pin.of(pinned, seen.catalogue(), name) instanceof Pin.Usable(Tool tool)
                ? Optional.of(tool)
                : Optional.empty();
    }

    @Override
    public Optional<Tool> defined(JsonNode definition) {
        String name = definition.path("name").asString();
        if (seen.catalogue().tool(name).filter(t -> t.isDefinedBy(definition)).isEmpty()) {
            drifted.run();
        }
        return find(name).filter(t -> t.isDefinedBy(definition));
    }

    @Override
    public JsonNode schema(String name) {
        JsonNode schema = seen.schemas().get(name);
        return schema == null ? MissingNode.getInstance() : schema;
    }
}
