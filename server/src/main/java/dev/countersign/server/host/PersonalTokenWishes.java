package dev.countersign.server.host;

import dev.countersign.core.Asked;
import dev.countersign.core.Chosen;
import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Scopes;
import dev.countersign.server.config.Config;
import dev.countersign.server.consent.Ends;
import dev.countersign.server.oauth.OAuthSettings;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.oauth.Resources.Kind;
import dev.countersign.server.oauth.Resources.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a personal access token is wished for. Access, resources and end are all named; nothing has a default. */
final class PersonalTokenWishes {
    private static final int LONGEST_NAME = 64;

    /**
     * @param name what its owner calls it
     * @param hash of the secret
     * @param servers location → the guarded server there
     */
    record Wish(
            String owner,
            String name,
            String hash,
            Instant until,
            Asked asked,
            Chosen chosen,
            Map<String, String> servers) {
        /** What is kept with the request. */
        ObjectNode choices() {
            var choices = JsonNodeFactory.instance
                    .objectNode()
                    .put("access", chosen.access().wireName())
                    .put("until", until.toString());
            chosen.resources().forEach(choices.putArray("resources")::add);
            return choices;
        }
    }

    private final Resources resources;

    PersonalTokenWishes(Config config) {
        this.resources = OAuthSettings.of(config).resources();
    }

    /**
     * @throws HostRefusal naming what is missing or wrong
     */
    Wish read(ObjectNode request, Instant now) {
        var access = Access.ofWireName(request.path("access").asString(""))
                .orElseThrow(() -> new HostRefusal("--access is read, write or destructive"));
        var places = places(request.path("resources"));
        var until = Ends.parse(request.path("until").asString(""), now)
                .map(end -> end.truncatedTo(ChronoUnit.SECONDS))
                .orElseThrow(() -> new HostRefusal(
                        "--until is an end between one minute and one year from now: P30D, PT8H or a date"));
        var hash = request.path("hash").asString("");
        if (!hash.matches("[A-Za-z0-9_-]{43}")) throw new HostRefusal("the token's hash is missing");
        var name = name(request.path("name").asString(""));
        var asker = new Asked.Asker(
                ClientId.PERSONAL.value(), name + " (to end " + until + ")", Asked.Known.HOST, Optional.empty(), false);
        var ids = places.stream().map(Resource::id).toList();
        var asked = new Asked(asker, Optional.empty(), ids, Scopes.parse(access.scope()), Optional.empty(), Set.of());
        return new Wish(
                request.path("owner").asString(""), name, hash, until, asked, chosen(access, ids, until), servers(ids));
    }

    /** What {@link Wish#choices} kept. */
    Wish kept(String owner, Asked asked, JsonNode choices) {
        var access = Access.ofWireName(choices.path("access").asString("")).orElseThrow();
        var until = Instant.parse(choices.path("until").asString(""));
        var ids =
                choices.path("resources").valueStream().map(JsonNode::asString).toList();
        return new Wish(owner, "", "", until, asked, chosen(access, ids, until), servers(ids));
    }

    private static Chosen chosen(Access access, List<String> ids, Instant until) {
        return new Chosen(access, ids, Map.of(), until, DelegationPolicy.OFF, Set.of());
    }

    private List<Resource> places(JsonNode named) {
        if (named.isEmpty()) throw new HostRefusal("--resource is missing; name each resource the token is for");
        var places = resources
                .findAll(named.valueStream().map(JsonNode::asString).toList())
                .orElseThrow(() -> new HostRefusal("a --resource is not known here; known are "
                        + resources.mcp().stream().map(Resource::id).collect(Collectors.joining(", "))));
        if (places.stream().anyMatch(place -> place.kind() == Kind.OWNER_API)) {
            throw new HostRefusal("there are no personal access tokens for the owner API; use `login` instead");
        }
        if (places.size() > 1 && places.stream().anyMatch(place -> place.kind() == Kind.DECLARED)) {
            throw new HostRefusal("a resource outside this server gets a token of its own; name it alone");
        }
        return places;
    }

    private Map<String, String> servers(List<String> ids) {
        return ids.stream()
                .flatMap(id -> resources.find(id).stream())
                .filter(place -> place.kind() == Kind.SERVER)
                .collect(Collectors.toMap(Resource::id, Resource::name));
    }

    private static String name(String written) {
        var name = written.strip();
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new HostRefusal("--name has at most " + LONGEST_NAME + " characters and no control characters");
        }
        return name.isEmpty() ? "Personal access token" : name;
    }
}
