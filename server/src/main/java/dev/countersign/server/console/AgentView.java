package dev.countersign.server.console;

import dev.countersign.server.pages.Fact;
import java.util.List;
import java.util.Optional;

/**
 * One agent.
 *
 * @param grants those that end last first
 * @param acts what it did last
 * @param barring whether its program is barred, and what an admin can do about it
 * @param next the way to more grants
 */
public record AgentView(
        AgentLine agent,
        Barring barring,
        List<Fact> facts,
        List<GrantLine> grants,
        Optional<String> next,
        List<ActivityLine> acts) {}
