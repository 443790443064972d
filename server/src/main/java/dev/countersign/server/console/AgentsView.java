package dev.countersign.server.console;

import java.util.List;

/** What agents may do at the moment. */
public record AgentsView(List<Held> grants) {
    /**
     * A live grant in words.
     *
     * @param notes what its owner should know besides
     */
    public record Held(String id, String client, String authority, String window, List<String> notes) {}
}
