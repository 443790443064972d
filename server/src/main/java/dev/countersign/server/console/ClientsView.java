package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The programs that hold or held grants of anybody here.
 *
 * @param further the way to the next ones
 */
public record ClientsView(List<Program> programs, Optional<String> further) {
    /**
     * One client.
     *
     * @param kind how it is known here
     * @param bar where it is barred; empty when it is barred already
     * @param unbar the operator's command that lets it ask again; empty unless it is barred
     */
    public record Program(
            String name,
            String id,
            String kind,
            String grants,
            Instant last,
            Optional<String> bar,
            Optional<String> unbar) {}
}
