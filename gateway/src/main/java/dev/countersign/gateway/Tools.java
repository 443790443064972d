package dev.countersign.gateway;

import dev.countersign.core.catalogue.Tool;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The tools that exist for one grant at one server. */
interface Tools {
    /** The tool of this name, with the class that counts. */
    Optional<Tool> find(String name);

    /** The tool with exactly this definition, an element of {@code tools/list}. */
    Optional<Tool> defined(JsonNode definition);

    /** The input schema of a tool, as the server shows it now; missing when it is not known. */
    JsonNode schema(String name);
}
