package dev.countersign.server.console;

import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.Reduction;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Constraint;
import dev.countersign.core.authority.Permission;
import dev.countersign.server.consent.Ends;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.web.Parameters;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the form that narrows a grant: what is ticked goes, what is typed limits. */
final class Wishes {
    static final List<String> FIELDS =
            List.of("access", "without", "scope", "tool", "argument", "limit", "value", "until");

    private final Grant grant;
    private final List<ToolShelf> tools;
    private final Parameters form;
    private final Instant now;
    private final List<Problem> problems = new ArrayList<>();

    Wishes(Grant grant, List<ToolShelf> tools, Parameters form, Instant now) {
        this.grant = grant;
        this.tools = tools;
        this.form = form;
        this.now = now;
    }

    List<Problem> problems() {
        return problems;
    }

    /** What is wanted; what could not be read is a problem. */
    Reduction reduction() {
        return new Reduction(form.one("access").flatMap(Access::ofWireName), left(), limited(), scopes(), until());
    }

    /** The tools that stay where some are ticked to go. */
    private Map<String, Set<String>> left() {
        var gone = Set.copyOf(form.all("without"));
        var left = new HashMap<String, Set<String>>();
        for (var shelf : tools) {
            var stay = shelf.tools().stream()
                    .filter(tool -> !gone.contains(shelf.value(tool)))
                    .map(ToolShelf.Line::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (stay.size() == shelf.tools().size()) continue;
            if (stay.isEmpty()) {
                problems.add(new Problem("without", Phrases.say("narrow.none-left")));
            } else {
                left.put(shelf.location(), stay);
            }
        }
        return left;
    }

    private Optional<Authority> limited() {
        var tool = form.one("tool");
        var pointer = form.one("argument").map(Wishes::pointer);
        var value = form.one("value");
        if (tool.isEmpty() && pointer.isEmpty() && value.isEmpty()) return Optional.empty();
        var place = tool.map(text -> text.split(" ", 2)).filter(parts -> parts.length == 2);
        var constraint = value.flatMap(this::constraint);
        if (place.isEmpty() || pointer.isEmpty() || constraint.isEmpty()) {
            if (problems.isEmpty()) problems.add(new Problem("argument", Phrases.say("narrow.incomplete")));
            return Optional.empty();
        }
        try {
            return Optional.of(Authority.of(grant.authority().permissions().stream()
                    .map(permission -> limit(permission, place.get(), pointer.get(), constraint.get()))
                    .toList()));
        } catch (IllegalArgumentException notOne) {
            problems.add(new Problem("argument", Phrases.say("narrow.pointer")));
            return Optional.empty();
        }
    }

    private static Permission limit(Permission permission, String[] place, String pointer, Constraint constraint) {
        return permission.location().equals(place[0]) ? permission.limited(place[1], pointer, constraint) : permission;
    }

    /** {@code path} and {@code /path} are both understood. */
    private static String pointer(String written) {
        return written.startsWith("/") ? written : "/" + written;
    }

    private Optional<Constraint> constraint(String value) {
        var parts = Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        try {
            return switch (form.one("limit").orElse("")) {
                case "under" -> Optional.of(new Constraint.Under(new TreeSet<>(parts)));
                case "in" -> Optional.of(Constraint.In.strings(parts.toArray(String[]::new)));
                case "max" -> Optional.of(new Constraint.Max(new BigDecimal(value.strip())));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException notOne) {
            problems.add(new Problem("value", Phrases.say("narrow.value")));
            return Optional.empty();
        }
    }

    private Optional<Set<OwnerScope>> scopes() {
        var gone = form.all("scope");
        if (gone.isEmpty()) return Optional.empty();
        return Optional.of(grant.ownerScopes().stream()
                .filter(scope -> !gone.contains(scope.wire()))
                .collect(Collectors.toSet()));
    }

    private Optional<Instant> until() {
        var written = form.one("until");
        if (written.isEmpty()) return Optional.empty();
        var end = Ends.parse(written.get(), now);
        if (end.isEmpty()) problems.add(new Problem("until", Phrases.say("narrow.until")));
        return end.map(at -> at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }
}
