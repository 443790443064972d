package dev.countersign.core.authority;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What may be done at one location. Always in normal form: sorted; no limits for tools that are not permitted anyway,
 * no tool among {@code tools} that no call can use.
 *
 * @param location the resource, as {@link Location#normal} spells it
 * @param actions the classes of acts; exactly these, none implies another
 * @param tools the tools that may be called; absent: every tool, and everything else the resource offers in these
 *     actions, such as its resources and prompts
 * @param arguments how the arguments of a tool are limited; a tool that is absent here is not limited
 */
public record Permission(
        String location,
        Set<Access> actions,
        Optional<SortedSet<String>> tools,
        SortedMap<String, ToolLimits> arguments) {

    /**
     * Brings the members into normal form.
     *
     * @throws IllegalArgumentException when the location is none
     */
    public Permission {
        location = Location.normal(location);
        actions =
                Collections.unmodifiableSet(actions.isEmpty() ? EnumSet.noneOf(Access.class) : EnumSet.copyOf(actions));
        TreeMap<String, ToolLimits> limits = new TreeMap<>(arguments);
        limits.values().removeIf(ToolLimits::isNone);
        if (tools.isPresent()) {
            TreeSet<String> usable = new TreeSet<>(tools.get());
            usable.removeIf(tool -> limits.getOrDefault(tool, ToolLimits.NONE).isNothing());
            limits.keySet().retainAll(usable);
            tools = Optional.of(Collections.unmodifiableSortedSet(usable));
        }
        arguments = Collections.unmodifiableSortedMap(limits);
    }

    /** Everything at a location up to this level. */
    public static Permission everything(String location, Access upTo) {
        return new Permission(location, upTo.implied(), Optional.empty(), Collections.emptySortedMap());
    }

    /** The same with only these tools, whatever it had before. */
    public Permission withTools(Collection<String> names) {
        return new Permission(location, actions, Optional.of(new TreeSet<>(names)), arguments);
    }

    /** The same with only these actions, whatever it had before. */
    public Permission withActions(Set<Access> chosen) {
        return new Permission(location, chosen, tools, arguments);
    }

    /** The same, further limited at one argument of one tool. */
    public Permission limited(String tool, String pointer, Constraint constraint) {
        TreeMap<String, ToolLimits> limits = new TreeMap<>(arguments);
        limits.merge(tool, ToolLimits.of(pointer, constraint), ToolLimits::meet);
        return new Permission(location, actions, tools, limits);
    }

    /** Whether it permits no call at all. */
    public boolean isNothing() {
        return actions.isEmpty() || tools.map(Set::isEmpty).orElse(false);
    }

    /** Whether {@code other} has at least as much in every member. */
    public boolean narrows(Permission other) {
        return location.equals(other.location)
                && other.actions.containsAll(actions)
                && (other.tools.isEmpty()
                        || (tools.isPresent() && other.tools.get().containsAll(tools.get())))
                && other.arguments.entrySet().stream()
                        .allMatch(wider -> !mayName(wider.getKey())
                                || limitsOf(wider.getKey()).narrows(wider.getValue()));
    }

    /** What both permit, or nothing. */
    public Optional<Permission> meet(Permission other) {
        if (!location.equals(other.location)) {
            return Optional.empty();
        }
        EnumSet<Access> bothActions = EnumSet.noneOf(Access.class);
        bothActions.addAll(actions);
        bothActions.retainAll(other.actions);
        TreeMap<String, ToolLimits> bothArguments = new TreeMap<>(arguments);
        other.arguments.forEach((tool, limits) -> bothArguments.merge(tool, limits, ToolLimits::meet));
        return Optional.of(new Permission(location, bothActions, meetTools(other), bothArguments))
                .filter(meet -> !meet.isNothing());
    }

    /** What it says about a call. */
    public Decision explain(Call call) {
        if (!location.equals(call.location())) {
            return new Decision.LocationNotGranted(call.location());
        }
        if (!actions.contains(call.access())) {
            return new Decision.ActionNotGranted(call.access(), actions);
        }
        if (call.tool().isEmpty()) {
            return tools.isEmpty() ? new Decision.Permitted(this) : new Decision.OnlyToolsGranted();
        }
        String tool = call.tool().get();
        if (!mayName(tool)) {
            return new Decision.ToolNotGranted(tool);
        }
        Optional<Decision.ArgumentOutside> objection = limitsOf(tool).objection(tool, call);
        return objection.isPresent() ? objection.get() : new Decision.Permitted(this);
    }

    private boolean mayName(String tool) {
        return tools.isEmpty() || tools.get().contains(tool);
    }

    private ToolLimits limitsOf(String tool) {
        return arguments.getOrDefault(tool, ToolLimits.NONE);
    }

    private Optional<SortedSet<String>> meetTools(Permission other) {
        if (tools.isEmpty() || other.tools.isEmpty()) {
            return tools.isEmpty() ? other.tools : tools;
        }
        TreeSet<String> both = new TreeSet<>(tools.get());
        both.retainAll(other.tools.get());
        return Optional.of(both);
    }
}
