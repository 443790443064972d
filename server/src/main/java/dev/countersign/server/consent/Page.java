package dev.countersign.server.consent;

import dev.countersign.core.Digest;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.catalogue.ClassSource;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.core.json.Canonical;
import dev.countersign.server.consent.ConsentSettings.Place;
import dev.countersign.server.consent.ConsentView.Choice;
import dev.countersign.server.consent.ConsentView.ServerTools;
import dev.countersign.server.consent.ConsentView.ToolChoice;
import dev.countersign.server.consent.ConsentView.ToolGroup;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The parts of the consent page that a human reads before deciding. {@link #digest} covers all of them: when they change,
 * what was decided on them counts no more.
 */
record Page(
        ConsentView.Opening opening,
        List<Told> notices,
        Optional<Carried> carried,
        Voices voices,
        List<ConsentView.ResourceChoice> resources,
        List<Choice> scopes,
        List<Choice> accesses,
        List<ServerTools> servers,
        Optional<ConsentView.Delegation> delegation,
        Optional<Before> before,
        Map<String, String> pinned) {
    private static final int UNFOLDED = 24;
    private static final int DESCRIPTION = 240;

    static Page of(Question question, ConsentSettings settings, List<Told> notices) {
        var all = new ArrayList<>(notices);
        question.absent().forEach(name -> all.add(Phrases.tell("ask.silent", name)));
        var ownerLevel = question.asked().kind() == TokenKind.OWNER;
        return new Page(
                opening(question, settings),
                List.copyOf(all),
                Carried.of(question, settings.issuer()),
                Voices.of(question, settings),
                question.choosePlaces()
                        ? question.places().stream()
                                .map(place -> new ConsentView.ResourceChoice(place.id(), place.name()))
                                .toList()
                        : List.of(),
                OwnerLevel.choices(question.asked()),
                question.levels().stream().map(level -> choice(question, level)).toList(),
                question.places().stream()
                        .filter(place -> question.catalogues().containsKey(place.id()))
                        .map(place -> tools(question, place))
                        .toList(),
                question.deepest(settings.deepest()) == 0 || ownerLevel
                        ? Optional.empty()
                        : Optional.of(delegation(question, settings.deepest())),
                Before.of(question, settings),
                question.catalogues().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                each -> each.getValue().digest().base64url())));
    }

    private static ConsentView.Opening opening(Question question, ConsentSettings settings) {
        if (question.asked().kind() == TokenKind.OWNER) return OwnerLevel.opening(settings);
        if (question.oneCall().isPresent()) return OneCallQuestion.OPENING;
        return question.asked().stepUp().isPresent() ? ConsentView.Opening.MORE : ConsentView.Opening.USUAL;
    }

    private static Choice choice(Question question, Access level) {
        var count = question.places().stream()
                .flatMap(place -> question.tools(place).stream())
                .filter(tool -> tool.access().compareTo(level) <= 0)
                .count();
        var tools = count == 0 ? "" : " " + Phrases.say("choose.tools", count);
        return Choice.of(level.wireName(), Words.label(level), Words.meaning(level) + tools);
    }

    private static ServerTools tools(Question question, Place place) {
        var server = place.server().orElse(place.name());
        var tools = question.tools(place);
        var groups = new ArrayList<ToolGroup>();
        var counts = new ArrayList<String>();
        for (var access : Access.values()) {
            var members = tools.stream().filter(tool -> tool.access() == access).toList();
            if (members.isEmpty()) continue;
            counts.add(members.size() + " " + access.wireName());
            groups.add(new ToolGroup(
                    access.wireName(),
                    Words.group(access),
                    members.stream()
                            .map(tool -> new ToolChoice(
                                    server + "/" + tool.name(),
                                    Foreign.text(tool.name(), 120),
                                    Words.said(tool.source()),
                                    Foreign.text(
                                            tool.description().or(tool::title).orElse(""), DESCRIPTION)))
                            .toList()));
        }
        var summary = tools.isEmpty()
                ? Phrases.say("choose.tools.none")
                : Phrases.say("choose.tools.count", tools.size(), String.join(", ", counts));
        return new ServerTools(place.name(), summary, said(tools), tools.size() <= UNFOLDED, groups);
    }

    /** Who classified the tools, when it is one voice for all; for an unclassified tool each says so by itself. */
    private static Optional<String> said(List<Tool> tools) {
        var sources = tools.stream().map(Tool::source).distinct().toList();
        return sources.size() == 1 && sources.getFirst() != ClassSource.UNCLASSIFIED
                ? Optional.of(Words.saidOfAll(sources.getFirst()))
                : Optional.empty();
    }

    private static ConsentView.Delegation delegation(Question question, int deepest) {
        var wish = question.asked().details().flatMap(details -> details.delegation());
        var sentence = wish.map(request -> Phrases.say(
                                "hand.asks", Phrases.say("hand.times", request.depth()), Words.receivers(request.to()))
                        + " ")
                .orElse("");
        return new ConsentView.Delegation(
                wish.isPresent(),
                sentence + Phrases.say("hand.what"),
                deepest,
                question.levels().stream()
                        .map(level -> Choice.of(level.wireName(), Words.label(level), Words.meaning(level)))
                        .toList());
    }

    /** What was shown, in one value. */
    Digest digest() {
        var object = JsonNodeFactory.instance.objectNode();
        object.put("opening", opening.heading() + "\n" + opening.warning().orElse(""));
        notices.forEach(told -> object.withArray("notices").add(told.text()));
        carried.ifPresent(each -> each.write(object.putObject("carried")));
        voices.write(object.putObject("voices"));
        resources.forEach(each -> object.withArray("resources").add(each.uri()).add(each.name()));
        scopes.forEach(each ->
                object.withArray("scopes").add(each.value()).add(each.label().text()));
        accesses.forEach(each -> object.withArray("accesses")
                .add(each.value())
                .add(each.meaning().text()));
        for (var server : servers) {
            var entry = object.withArray("servers").addObject().put("name", server.name());
            for (var group : server.groups()) {
                for (var tool : group.tools()) {
                    entry.withArray(group.access())
                            .add(tool.value())
                            .add(tool.classified())
                            .add(tool.description());
                }
            }
        }
        delegation.ifPresent(each -> object.put("delegation", each.sentence()));
        before.ifPresent(each -> each.write(object.putObject("before")));
        // A grant pins whole definitions, of which the page shows the beginning: none may change behind the page.
        var catalogues = object.putObject("catalogues");
        pinned.forEach(catalogues::put);
        return Canonical.digest(object);
    }

    /** The ready-made ends as of now. */
    static List<ConsentView.UntilChoice> untils(List<String> offered, Instant now) {
        return offered.stream()
                .map(text -> new ConsentView.UntilChoice(
                        text, Words.until(text), Told.at(Ends.parse(text, now).orElseThrow(), now)))
                .toList();
    }

    static String exampleDate(Instant now) {
        return now.plus(Duration.ofDays(90))
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }

    static Fact waits(Instant until, Instant now) {
        return Fact.of(Phrases.say("says.waits"), Told.at(until, now));
    }
}
