package dev.countersign.gateway;

import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.guard.Bearer;
import java.util.List;

/** {@code /mcp}: Countersign's own MCP server. */
record OwnSite(String location, String address, Bearer door, OwnTools tools) implements Site {
    /** How the log calls it. No guarded server can have this name by accident: it is taken. */
    static final String NAME = "countersign";

    static final List<Revision> REVISIONS = List.of(Revision.values()).reversed();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Upstream behind(Bearer.Admission.Admitted who) {
        return new OwnServer(who, tools);
    }

    @Override
    public List<Revision> revisions() {
        return REVISIONS;
    }

    @Override
    public Tools tools(Bearer.Admission.Admitted who) {
        return tools;
    }
}
