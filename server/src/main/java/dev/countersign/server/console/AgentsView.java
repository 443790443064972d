package dev.countersign.server.console;

import java.util.List;
import java.util.Optional;

/**
 * The agents of an owner.
 *
 * @param living those that may do something, who did something last first
 * @param others those that may do nothing at the moment
 * @param next the way to the next page
 */
public record AgentsView(List<AgentLine> living, List<AgentLine> others, Optional<String> next) {}
