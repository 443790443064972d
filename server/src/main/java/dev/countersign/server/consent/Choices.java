package dev.countersign.server.consent;

import dev.countersign.core.Chosen;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.web.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a human chose, as the form's fields say it, and what is wrong with it. Field names are the outside surface of
 * {@code /consent/{id}}; fields that are not known are ignored.
 */
record Choices(Map<String, List<String>> fields) {
    /** Earlier grants to end with this approval. */
    private static final String ENDS = "end_grant";

    private static final List<String> NAMES = List.of(
            "access",
            "until",
            "resource",
            "tool",
            "scope",
            HandingOn.DEPTH,
            HandingOn.TO,
            HandingOn.ACCESS,
            HandingOn.UNTIL,
            ENDS);

    /** What came of reading them: either complete, or problems to mend. */
    record Read(Optional<Chosen> chosen, List<Problem> problems) {}

    static Choices of(Parameters form) {
        var fields = new TreeMap<String, List<String>>();
        for (var name : NAMES) {
            var values = form.all(name).stream()
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .distinct()
                    .toList();
            if (!values.isEmpty()) fields.put(name, values);
        }
        return new Choices(fields);
    }

    static Choices parse(JsonNode object) {
        var fields = new TreeMap<String, List<String>>();
        object.properties()
                .forEach(field -> fields.put(
                        field.getKey(),
                        field.getValue().valueStream().map(JsonNode::asString).toList()));
        return new Choices(fields);
    }

    static Choices parse(String json) {
        return parse(StrictJson.parse(json));
    }

    ObjectNode json() {
        var object = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, values) -> values.forEach(object.withArray(name)::add));
        return object;
    }

    /** The earlier grants that were ticked to end. */
    Set<GrantId> ends() {
        return all(ENDS).stream().map(GrantId::new).collect(Collectors.toUnmodifiableSet());
    }

    private List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /**
     * Checks them against what could be allowed.
     *
     * @param from the moment durations count from
     */
    Read read(Question question, int deepest, Instant from) {
        var problems = new ArrayList<Problem>();
        if (question.asked().kind() == TokenKind.OWNER) return ownerLevel(question, from, problems);
        var access = access(problems);
        var until = until(from, problems);
        var places = places(question, problems);
        var tools = tools(question, access, places, problems);
        ends(question, problems);
        var handingOn = HandingOn.read(this::all, question.asked().kind(), question.deepest(deepest), from, problems);
        if (!problems.isEmpty() || access.isEmpty() || until.isEmpty()) return new Read(Optional.empty(), problems);
        var chosen = new Chosen(access.get(), places, tools, until.get(), DelegationPolicy.OFF, Set.of());
        var granted = chosen.granted(question.ownerAuthority(), question.asked());
        if (granted.isNothing()) {
            problems.add(new Problem("access", Phrases.say("mend.nothing")));
            return new Read(Optional.empty(), problems);
        }
        return new Read(Optional.of(chosen.handingOn(handingOn.of(granted, until.get()))), List.of());
    }

    private void ends(Question question, List<Problem> problems) {
        var offered = question.earlier().others().stream().map(Grant::id).toList();
        for (var ended : ends()) {
            if (!offered.contains(ended)) {
                problems.add(new Problem(ENDS, Phrases.say("mend.ended", Words.bounded(ended.value()))));
            }
        }
    }

    private Read ownerLevel(Question question, Instant from, List<Problem> problems) {
        var scopes = OwnerLevel.scopes(all("scope"), question.asked(), problems);
        var until = until(from, problems);
        return problems.isEmpty()
                ? new Read(until.map(end -> OwnerLevel.chosen(question.asked(), scopes, end)), problems)
                : new Read(Optional.empty(), problems);
    }

    private Optional<Access> access(List<Problem> problems) {
        var values = all("access");
        var access = values.size() == 1 ? Access.ofWireName(values.getFirst()) : Optional.<Access>empty();
        if (access.isEmpty()) problems.add(new Problem("access", Phrases.say("mend.access")));
        return access;
    }

    private Optional<Instant> until(Instant from, List<Problem> problems) {
        var values = all("until");
        if (values.size() == 1) {
            var end = Ends.parse(values.getFirst(), from);
            if (end.isEmpty()) {
                problems.add(new Problem("until", Phrases.say("mend.until.form", Words.bounded(values.getFirst()))));
            }
            return end;
        }
        problems.add(new Problem("until", Phrases.say(values.isEmpty() ? "mend.until" : "mend.until.two")));
        return Optional.empty();
    }

    private List<String> places(Question question, List<Problem> problems) {
        var offered = question.places().stream().map(ConsentSettings.Place::id).toList();
        if (!question.choosePlaces()) return offered;
        var chosen = all("resource");
        if (chosen.isEmpty()) problems.add(new Problem("resource", Phrases.say("mend.place")));
        for (var resource : chosen) {
            if (!offered.contains(resource)) {
                problems.add(new Problem("resource", Phrases.say("mend.place.other", Words.bounded(resource))));
            }
        }
        // RFC 8707 §3: whoever runs such a place is sent the token, and could use it at the others.
        var outside = question.places().stream()
                .filter(ConsentSettings.Place::outside)
                .map(ConsentSettings.Place::id)
                .anyMatch(chosen::contains);
        if (question.oneToken() && outside && chosen.size() > 1) {
            problems.add(new Problem("resource", Phrases.say("mend.place.outside")));
        }
        return chosen;
    }

    private Map<String, Set<String>> tools(
            Question question, Optional<Access> access, List<String> places, List<Problem> problems) {
        var tools = new LinkedHashMap<String, Set<String>>();
        for (var value : all("tool")) {
            var slash = value.indexOf('/');
            var place = slash < 0
                    ? Optional.<ConsentSettings.Place>empty()
                    : question.placeOfServer(value.substring(0, slash));
            var tool = place.flatMap(found -> question.tools(found).stream()
                    .filter(each -> each.name().equals(value.substring(slash + 1)))
                    .findFirst());
            if (place.isEmpty() || tool.isEmpty()) {
                problems.add(new Problem("tool", Phrases.say("mend.tool.other", Words.bounded(value))));
            } else if (!places.contains(place.get().id())) {
                problems.add(new Problem(
                        "tool", Phrases.say("mend.tool.place", place.get().name())));
            } else if (access.isPresent() && tool.get().access().compareTo(access.get()) > 0) {
                problems.add(new Problem(
                        "tool",
                        Phrases.say(
                                "mend.tool.access",
                                Words.bounded(tool.get().name()),
                                tool.get().access().wireName())));
            } else {
                tools.computeIfAbsent(place.get().id(), _ -> new TreeSet<>())
                        .add(tool.get().name());
            }
        }
        return tools;
    }
}
