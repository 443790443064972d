package dev.countersign.core.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What differs between two catalogues of one server, for a human to read: since a grant was made, or since somebody looked
 * last. All text in it is the server's own and must be made harmless before it is shown.
 *
 * @param added tools that are only in the later one, by name
 * @param changed tools that are in both and not the same, by name
 * @param gone tools that are only in the earlier one, by name
 */
public record CatalogueDifference(List<Tool> added, List<Changed> changed, List<Tool> gone) {
    /** How the rest of a definition is called, of which nothing but its digest is kept. */
    public static final String REST = "other parts of its definition";

    /**
     * A tool that is not what it was.
     *
     * @param details what differs, never empty
     */
    public record Changed(Tool then, Tool now, List<Detail> details) {
        /** Whether grants that saw the earlier one have lost it: its definition is another, not its class alone. */
        public boolean redefined() {
            return !then.definition().equals(now.definition());
        }
    }

    /**
     * One thing that differs.
     *
     * @param part what it is, such as {@code description} or {@code input path · type}
     * @param before empty when it was not there, or is not kept
     * @param after likewise
     */
    public record Detail(String part, Optional<String> before, Optional<String> after) {}

    public CatalogueDifference {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        gone = List.copyOf(gone);
    }

    /** What is not in {@code now} as it was in {@code then}. */
    public static CatalogueDifference between(Catalogue then, Catalogue now) {
        List<Tool> added = new ArrayList<>();
        List<Changed> changed = new ArrayList<>();
        for (Tool tool : now.tools()) {
            Optional<Tool> before = then.tool(tool.name());
            if (before.isEmpty()) {
                added.add(tool);
            } else if (!before.get().equals(tool)) {
                changed.add(new Changed(before.get(), tool, details(before.get(), tool)));
            }
        }
        List<Tool> gone = then.tools().stream()
                .filter(tool -> now.tool(tool.name()).isEmpty())
                .toList();
        return new CatalogueDifference(added, changed, gone);
    }

    /** Whether the two are the same. */
    public boolean isNothing() {
        return added.isEmpty() && changed.isEmpty() && gone.isEmpty();
    }

    private static List<Detail> details(Tool then, Tool now) {
        List<Detail> details = new ArrayList<>();
        differ("class", Optional.of(classified(then)), Optional.of(classified(now)), details);
        differ("title", then.title(), now.title(), details);
        differ("description", then.description(), now.description(), details);
        details.addAll(SchemaDifference.between(then.input(), now.input()));
        boolean shown = details.stream().anyMatch(detail -> !detail.part().equals("class"));
        if (!then.definition().equals(now.definition()) && !shown) {
            details.add(new Detail(REST, Optional.empty(), Optional.empty()));
        }
        return List.copyOf(details);
    }

    private static void differ(String part, Optional<String> before, Optional<String> after, List<Detail> details) {
        if (!before.equals(after)) {
            details.add(new Detail(part, before, after));
        }
    }

    private static String classified(Tool tool) {
        return tool.access().wireName() + " (" + tool.source().wireName() + ")";
    }
}
