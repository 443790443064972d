package dev.countersign.server.console;

import java.util.List;
import java.util.Optional;

/** The guarded servers that an owner may let agents use. */
public record ServersView(List<Line> servers) {
    /**
     * One server.
     *
     * @param may the most the owner may let an agent do there
     * @param tools how many there are, by class; or why none is known
     * @param news says that some grants saw other tools than there are now
     */
    public record Line(String href, String name, String url, String may, String tools, Optional<String> news) {}
}
