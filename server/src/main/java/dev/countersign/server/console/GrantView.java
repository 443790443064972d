package dev.countersign.server.console;

import dev.countersign.server.pages.Fact;
import gg.jte.Content;
import java.time.Instant;
import java.util.List;

/**
 * One grant.
 *
 * @param approval why it exists
 * @param tree what it came of and what came of it, as a picture; several says whether there is more than itself
 * @param stopped whether it is stopped until further notice
 * @param calls what was done with it and to it, newest first
 */
public record GrantView(
        GrantLine line,
        String agent,
        String handing,
        String approval,
        Instant approvedAt,
        List<Fact> facts,
        List<ToolShelf> tools,
        Content tree,
        boolean several,
        List<ActivityLine> calls,
        Stopped stopped,
        boolean switchable) {}
