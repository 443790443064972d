package dev.countersign.gateway;

import static dev.countersign.gateway.OwnTool.input;
import static dev.countersign.gateway.OwnTool.text;

import dev.countersign.acts.Origin;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Location;
import dev.countersign.core.authority.Permission;
import dev.countersign.gateway.wire.Rpc;
import dev.countersign.guard.Bearer.Admission.Admitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tool {@code request_access}: an agent asks its human for more than it holds. It gets an address to show, never an
 * approval: that takes the human's presence on the page.
 */
final class RequestAccessTool implements OwnTool {
    static final String NAME = "request_access";
    private static final Origin TOOL = new Origin(Optional.empty(), "", "");
    private static final int MOST = 32;
    private static final int LONGEST = 300;

    private final StepUp stepUp;
    private final String prefix;

    /**
     * @param prefix what stands before a server's name in its resource identifier
     */
    RequestAccessTool(StepUp stepUp, String prefix) {
        this.stepUp = stepUp;
        this.prefix = prefix;
    }

    @Override
    public ObjectNode definition() {
        ObjectNode tool = OwnTool.defined(
                NAME,
                "Ask your human for more access",
                "Use this when your work needs more than you may do, for example after a 403 insufficient_scope. It allows "
                        + "nothing by itself: it returns a URL. Show the URL to your human, say what you need and why, and "
                        + "wait until they say that they decided; do not open it yourself and do not call this again in a "
                        + "loop. Ask once, for everything the work needs and nothing else. Once approved, your next token "
                        + "has the new access: when a call is answered with 401, refresh your token and go on. What you "
                        + "handed to other agents ends then. After a no, work with what you have.",
                false);
        input(tool, "access", "string", false, "The most you need to do: read, write or destructive.");
        ((ObjectNode) tool.path("inputSchema").path("properties").path("access"))
                .putArray("enum")
                .add("read")
                .add("write")
                .add("destructive");
        input(
                tool,
                "resources",
                "array",
                false,
                "Where you need it: resource identifiers or names of servers. Leave it out for where you may act already.");
        input(
                tool,
                "tools",
                "array",
                false,
                "Only these tools, written SERVER/TOOL. Leave it out for all tools of that access.");
        input(
                tool,
                "until",
                "string",
                false,
                "Until when you need it: a duration such as PT8H or P3D, or a date such as 2027-03-31.");
        input(tool, "reason", "string", false, "Why, in one sentence that your human reads.");
        return tool;
    }

    @Override
    public ObjectNode call(Admitted who, JsonNode arguments) throws ToolProblem {
        Optional<String> until = bounded(arguments, "until");
        Authority wished = authority(who.holding().grant().authority(), arguments);
        if (wished.isNothing() && until.isEmpty()) {
            throw new ToolProblem("Say what you need: access, resources, tools or until.");
        }
        StepUp.Wish wish = new StepUp.Wish(wished, until, bounded(arguments, "reason"));
        return switch (stepUp.more(StepUp.Holder.of(who), wish, TOOL)) {
            case StepUp.Answer.Refused(String why) -> throw new ToolProblem(why);
            case StepUp.Answer.Waits(StepUp.Page page, var end) ->
                Rpc.object()
                        .put("url", page.url())
                        .put("waits_until", end.toString())
                        .put(
                                "next",
                                "Nothing is allowed yet. Show the URL to your human and ask them to decide there. When they "
                                        + "have approved, refresh your token at the next 401 and go on.");
        };
    }

    private static Optional<String> bounded(JsonNode arguments, String name) throws ToolProblem {
        String text = text(arguments, name);
        if (text.length() > LONGEST) {
            throw new ToolProblem(name + " has more than " + LONGEST + " characters; shorten it.");
        }
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    private Authority authority(Authority held, JsonNode arguments) throws ToolProblem {
        String named = text(arguments, "access");
        List<String> resources = texts(arguments, "resources");
        List<String> tools = texts(arguments, "tools");
        if (named.isEmpty() && resources.isEmpty() && tools.isEmpty()) {
            return Authority.NONE;
        }
        Optional<Access> level = Access.ofWireName(named);
        if (level.isEmpty() && !named.isEmpty()) {
            throw new ToolProblem("access is read, write or destructive.");
        }
        Access access = level.orElseGet(
                () -> held.actions().stream().max(Access::compareTo).orElse(Access.READ));
        List<Permission> permissions = new ArrayList<>();
        for (String location : locations(held, resources, tools)) {
            Permission all = Permission.everything(location, access);
            TreeSet<String> only = new TreeSet<>();
            for (String tool : tools) {
                int slash = tool.indexOf('/');
                if (location(tool.substring(0, slash)).equals(location)) {
                    only.add(tool.substring(slash + 1));
                }
            }
            permissions.add(only.isEmpty() ? all : all.withTools(only));
        }
        return Authority.of(permissions);
    }

    /** The places that are named; with tools alone, theirs; else those where the agent may act already. */
    private TreeSet<String> locations(Authority held, List<String> resources, List<String> tools) throws ToolProblem {
        TreeSet<String> locations = new TreeSet<>();
        for (String resource : resources) {
            locations.add(location(resource));
        }
        for (String tool : tools) {
            int slash = tool.indexOf('/');
            if (slash < 1 || slash == tool.length() - 1) {
                throw new ToolProblem("\"" + tool + "\" is no tool; write SERVER/TOOL.");
            }
            locations.add(location(tool.substring(0, slash)));
        }
        return locations.isEmpty() ? new TreeSet<>(held.locations()) : locations;
    }

    private String location(String named) throws ToolProblem {
        try {
            return Location.normal(named.contains(":") ? named : prefix + named);
        } catch (IllegalArgumentException none) {
            throw new ToolProblem("\"" + named + "\" is neither a resource identifier nor the name of a server.");
        }
    }

    private static List<String> texts(JsonNode arguments, String name) throws ToolProblem {
        JsonNode given = arguments.path(name);
        if (given.isMissingNode()) {
            return List.of();
        }
        if (!given.isArray() || given.size() > MOST) {
            throw new ToolProblem(name + " is a list of at most " + MOST + " texts.");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : given.values()) {
            String text = each.asString("").strip();
            if (text.isEmpty() || text.length() > LONGEST) {
                throw new ToolProblem(name + " is a list of texts, none of them empty or very long.");
            }
            texts.add(text);
        }
        return texts;
    }
}
