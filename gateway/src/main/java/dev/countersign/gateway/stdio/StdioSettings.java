package dev.countersign.gateway.stdio;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a guarded server is started.
 *
 * @param command program and arguments
 * @param env variables of the server besides PATH, LANG and HOME; it gets no others
 * @param maxProcesses how many may run at once, at least 1
 * @param home the server's HOME, made when missing; shared by its processes so that packages install once
 */
public record StdioSettings(
        List<String> command, Map<String, String> env, Isolation isolation, int maxProcesses, Path home) {
    /** How many processes a server may have when the configuration does not say. */
    public static final int DEFAULT_MAX_PROCESSES = 16;

    public StdioSettings {
        command = List.copyOf(command);
        env = Map.copyOf(env);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("A stdio server needs a command");
        }
        if (maxProcesses < 1) {
            throw new IllegalArgumentException("max-processes must be at least 1, not " + maxProcesses);
        }
    }

    @Override
    public String toString() {
        return "StdioSettings[" + command.getFirst() + ", env " + env.keySet() + ", " + isolation + "]";
    }
}
