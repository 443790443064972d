package dev.countersign.core.catalogue;

import java.util.Optional;

/** What a grant has of a tool: what its human saw, as far as it is still the same. */
public sealed interface Pin {
    /** It may be called, as the stricter of the class then and the class now. */
    record Usable(Tool tool) implements Pin {}

    /** It does not exist for the grant. */
    record Missing(String why) implements Pin {}

    /**
     * @param then the tools the human saw
     * @param now the tools there are
     */
    static Pin of(Catalogue then, Catalogue now, String name) {
        Optional<Tool> seen = then.tool(name);
        Optional<Tool> current = now.tool(name);
        if (seen.isEmpty()) {
            return new Missing(
                    current.isPresent()
                            ? "The tool is newer than what the human saw at the approval; it does not exist for this grant"
                                    + " until a human has seen it."
                            : "There is no tool of this name at " + now.server() + ".");
        }
        if (current.isEmpty()) return new Missing("The server does not offer this tool any more.");
        if (!current.get().definition().equals(seen.get().definition())) {
            return new Missing(
                    "The tool's definition has changed since the human saw it; it does not exist for this grant"
                            + " until a human has seen the difference.");
        }
        Tool stricter = seen.get().access().compareTo(current.get().access()) >= 0
                ? seen.get()
                : seen.get().as(current.get().access());
        return new Usable(stricter);
    }
}
