package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The programs that hold or held grants of anybody here.
 *
 * @param further the way to the next ones
 * @param devices the devices that are barred, on the first page
 */
public record ClientsView(List<Program> programs, Optional<String> further, List<BarredDevice> devices) {
    /**
     * A device that is barred.
     *
     * @param unbar the page that lets it back
     */
    public record BarredDevice(String name, String id, Instant since, String unbar) {}

    /**
     * One client.
     *
     * @param kind how it is known here
     * @param bar where it is barred; empty when it is barred already
     * @param unbar the page that lets it ask again; empty unless it is barred
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
