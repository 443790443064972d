package dev.countersign.server.console;

import dev.countersign.server.consent.Before.ServerChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One guarded server.
 *
 * @param classes its tools now, by what a call of them can do
 * @param digest names exactly these tools; empty while nobody has seen any
 * @param seen which grants see which tools, those of now first
 * @param more whether there are older grants that were not looked at
 */
public record ServerView(
        String url,
        String may,
        Optional<String> digest,
        List<ToolClass> classes,
        List<SeenBy> seen,
        boolean more,
        String connect) {

    /** The tools of one class. */
    public record ToolClass(String access, String heading, String means, List<ToolLine> tools) {}

    /**
     * One tool.
     *
     * @param by who says so
     */
    public record ToolLine(String name, String title, String description, String by) {}

    /**
     * Grants whose human saw the same tools.
     *
     * @param change how the tools of now differ from those; empty when they do not
     */
    public record SeenBy(String heading, List<GrantLine> grants, Optional<ServerChange> change) {}

    /** One grant. */
    public record GrantLine(String client, Instant until, String activity) {}
}
