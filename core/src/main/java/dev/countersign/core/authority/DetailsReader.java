package dev.countersign.core.authority;

import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.MalformedJson;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Reads {@code authorization_details} of type {@code mcp}. Unknown, odd or too large: refused, never guessed. */
final class DetailsReader {
    static final int MAX_TOOL_NAME = 128;
    static final int MAX_CLIENT_ID = 512;

    private static final Set<String> MEMBERS = Set.of("type", "locations", "actions", "tools", "arguments", "delegate");

    private static final String ANY = "any";

    private final List<Permission> permissions = new ArrayList<>();
    private final Set<Optional<DelegationRequest>> delegations = new HashSet<>();
    private int toolsNamed;

    private DetailsReader() {}

    static AuthorizationDetails read(JsonNode array) {
        Place whole = new Place("", array);
        List<Place> objects = whole.elements(0, Authority.MAX_PERMISSIONS);
        requireSize(whole);
        DetailsReader reader = new DetailsReader();
        objects.forEach(reader::readObject);
        return reader.details(whole);
    }

    private static void requireSize(Place whole) {
        try {
            int bytes = Canonical.bytes(whole.node()).length;
            if (bytes > Authority.MAX_BYTES) {
                throw whole.wrong(bytes + " bytes of canonical JSON", "at most " + Authority.MAX_BYTES + " are read");
            }
        } catch (MalformedJson e) {
            throw whole.wrong("a value that canonical JSON cannot hold", "use numbers in the range of a double");
        }
    }

    private AuthorizationDetails details(Place whole) {
        if (toolsNamed > Authority.MAX_TOOLS) {
            throw whole.wrong(toolsNamed + " tools", "name at most " + Authority.MAX_TOOLS);
        }
        if (delegations.size() > 1) {
            throw whole.wrong("different members 'delegate'", "write the same one in every object or in none");
        }
        return new AuthorizationDetails(
                Authority.of(permissions), delegations.stream().findFirst().flatMap(only -> only));
    }

    private void readObject(Place object) {
        object.object();
        Place type = object.member("type");
        if (!type.string(64).equals(AuthorityWriter.TYPE)) {
            throw type.wrong(InvalidAuthority.quote(type.node().stringValue()), "the only type known here is 'mcp'");
        }
        object.only(MEMBERS);
        Set<Access> actions = actions(object.member("actions"));
        Optional<SortedSet<String>> tools = object.optional("tools").map(DetailsReader::tools);
        TreeMap<String, ToolLimits> arguments = new TreeMap<>();
        object.optional("arguments").ifPresent(place -> arguments.putAll(arguments(place)));
        List<String> locations = locations(object.member("locations"));
        for (String location : locations) {
            permissions.add(new Permission(location, actions, tools, arguments));
        }
        if (permissions.size() > Authority.MAX_PERMISSIONS) {
            throw object.wrong(
                    "permissions at " + permissions.size() + " locations in all",
                    "write at most " + Authority.MAX_PERMISSIONS);
        }
        Set<String> named = new HashSet<>(arguments.keySet());
        tools.ifPresent(named::addAll);
        toolsNamed += named.size() * locations.size();
        delegations.add(object.optional("delegate").map(DetailsReader::delegation));
    }

    private static List<String> locations(Place array) {
        List<String> locations = new ArrayList<>();
        for (Place element : array.elements(1, Authority.MAX_PERMISSIONS)) {
            String text = element.string(Location.MAX_LENGTH);
            try {
                locations.add(Location.normal(text));
            } catch (IllegalArgumentException e) {
                throw element.wrong(InvalidAuthority.quote(text), "write an absolute URI without fragment");
            }
        }
        return locations;
    }

    private static Set<Access> actions(Place array) {
        EnumSet<Access> actions = EnumSet.noneOf(Access.class);
        for (Place element : array.elements(1, 16)) {
            String name = element.string(64);
            actions.add(Access.ofWireName(name)
                    .orElseThrow(() -> element.wrong(InvalidAuthority.quote(name), "use read, write and destructive")));
        }
        return actions;
    }

    private static SortedSet<String> tools(Place array) {
        TreeSet<String> tools = new TreeSet<>();
        array.elements(1, Authority.MAX_TOOLS).forEach(element -> tools.add(element.string(MAX_TOOL_NAME)));
        return tools;
    }

    private static Map<String, ToolLimits> arguments(Place object) {
        TreeMap<String, ToolLimits> arguments = new TreeMap<>();
        for (Place.Member tool : object.members(1, Authority.MAX_TOOLS)) {
            if (!Place.isName(tool.name(), MAX_TOOL_NAME)) {
                throw tool.value()
                        .wrong("a member that is no tool name", "write 1 to " + MAX_TOOL_NAME + " characters");
            }
            arguments.put(tool.name(), ConstraintReader.limits(tool.value()));
        }
        return arguments;
    }

    private static DelegationRequest delegation(Place object) {
        object.only(Set.of("depth", "to"));
        Place depth = object.member("depth").number();
        if (!depth.node().isInt()
                || depth.node().intValue() < 1
                || depth.node().intValue() > DelegationRequest.MAX_DEPTH) {
            throw depth.wrong("another number", "write a whole number from 1 to " + DelegationRequest.MAX_DEPTH);
        }
        return new DelegationRequest(depth.node().intValue(), recipients(object.member("to")));
    }

    private static Recipients recipients(Place to) {
        if (to.node().isString()) {
            to.require(to.node().stringValue().equals(ANY), "write 'any' or an array of client ids");
            return new Recipients.Any();
        }
        TreeSet<String> ids = new TreeSet<>();
        for (Place element : to.elements(1, Authority.MAX_PERMISSIONS)) {
            String id = element.string(MAX_CLIENT_ID);
            if (id.equals(ANY)) {
                throw element.wrong("'any' in an array", "write 'any' alone, as a string, to mean any client");
            }
            ids.add(id);
        }
        return Recipients.of(ids);
    }
}
