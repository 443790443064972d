package dev.countersign.server.console;

import dev.countersign.server.oauth.Resources.Kind;
import dev.countersign.server.oauth.Resources.Resource;
import java.util.List;

/** What an owner may let agents use. Nobody else's servers are named to them. */
final class Reachable {
    private Reachable() {}

    /** The MCP resources of one owner, the guarded servers first, Countersign's own tools last. */
    static List<Resource> of(Desk desk, Installation here, Look look) {
        var mine =
                desk.acts().read(tx -> here.authorities().of(look.owner(), tx)).locations();
        return here.resources().mcp().stream()
                .filter(resource -> mine.contains(resource.id()))
                .sorted((one, other) -> Boolean.compare(one.kind() == Kind.OWN_TOOLS, other.kind() == Kind.OWN_TOOLS))
                .toList();
    }
}
