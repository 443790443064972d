package dev.countersign.server.console;

import dev.countersign.core.Grant;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.server.pages.Foreign;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * The tools a grant reaches at one place, of the catalogue its human saw.
 *
 * @param known whether there is such a catalogue; else the tools are only those the grant names
 */
public record ToolShelf(String location, String place, boolean known, List<Line> tools, int left) {
    /** How many a page shows that only tells. */
    static final int SHOWN = 100;

    /**
     * One tool; its name and description are the server's own words.
     *
     * @param shown the name made harmless
     */
    public record Line(String name, String shown, String description, Optional<Access> access) {
        /** The class as it is written. */
        public String level() {
            return access.map(Access::wireName).orElse("");
        }
    }

    static List<ToolShelf> of(Grant grant, Names names, Tx tx, int most) {
        return grant.authority().locations().stream()
                .map(location -> at(location, grant, names, tx, most))
                .toList();
    }

    private static ToolShelf at(String location, Grant grant, Names names, Tx tx, int most) {
        var permissions = grant.authority().at(location).permissions();
        var catalogue = grant.catalogues().entrySet().stream()
                .filter(entry -> location.endsWith("/mcp/" + entry.getKey()))
                .findFirst()
                .flatMap(entry -> tx.catalogues().body(entry.getValue()))
                .map(Catalogue::parse);
        var tools = catalogue
                .map(seen -> seen.tools().stream()
                        .filter(tool -> permissions.stream().anyMatch(permission -> reaches(permission, tool)))
                        .map(tool -> new Line(
                                tool.name(),
                                Foreign.name(tool.name()),
                                Foreign.text(tool.description().orElse(""), 160),
                                Optional.of(tool.access())))
                        .toList())
                .orElseGet(() -> permissions.stream()
                        .flatMap(permission -> permission.tools().stream())
                        .flatMap(java.util.Collection::stream)
                        .distinct()
                        .map(name -> new Line(name, Foreign.name(name), "", Optional.empty()))
                        .toList());
        return new ToolShelf(
                location,
                names.place(location),
                catalogue.isPresent(),
                tools.stream().limit(most).toList(),
                Math.max(0, tools.size() - most));
    }

    /** How a ticked tool is sent: an address has no space. */
    public String value(Line tool) {
        return location + " " + tool.name();
    }

    private static boolean reaches(Permission permission, Tool tool) {
        return permission.actions().contains(tool.access())
                && permission.tools().map(named -> named.contains(tool.name())).orElse(true);
    }
}
