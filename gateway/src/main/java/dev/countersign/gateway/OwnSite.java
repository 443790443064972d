package dev.countersign.gateway;

import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.guard.Bearer;
import java.util.List;

/** {@code /mcp}: Countersign's own MCP server. */
final class OwnSite implements Site {
    /** How the log calls it. No guarded server can have this name by accident: it is taken. */
    static final String NAME = "countersign";

    static final List<Revision> REVISIONS = List.of(Revision.values()).reversed();

    private final String location;
    private final String address;
    private final Bearer door;
    private final OwnTools tools;

    OwnSite(String location, String address, Bearer door, OwnTools tools) {
        this.location = location;
        this.address = address;
        this.door = door;
        this.tools = tools;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Bearer door() {
        return door;
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
