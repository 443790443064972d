package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The personal access tokens of an owner, those that end last first.
 *
 * @param waits whether this browser keeps a secret that was not shown yet
 */
public record TokensView(List<TokenLine> tokens, Optional<String> next, boolean waits, String written) {
    /** One token. */
    public record TokenLine(String name, GrantLine grant, Instant made, Optional<Use> used) {}

    /** Its last use, as far as it was noted. */
    public record Use(Instant at, String address) {}
}
