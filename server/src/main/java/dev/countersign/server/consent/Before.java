package dev.countersign.server.consent;

import dev.countersign.core.Grant;
import dev.countersign.core.catalogue.CatalogueDifference;
import dev.countersign.core.catalogue.CatalogueDifference.Changed;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.server.consent.ConsentView.Choice;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of the page about what the owner allowed this program before: what the approval takes the place of, what else
 * could end, and which tools are not what they were.
 *
 * @param replaced a sentence for each grant whose place it takes
 * @param offers grants that can be ended with this approval; none is ticked
 * @param servers what differs, by server
 */
public record Before(List<Told> replaced, List<Choice> offers, List<ServerChange> servers) {
    private static final int TEXT = 600;
    private static final int TOOLS = 60;
    private static final int DETAILS = 24;

    /**
     * The tools of one server that are new, changed or gone.
     *
     * @param since when the owner saw them last
     * @param left how many more there are, which are not shown
     */
    public record ServerChange(String server, Told since, List<ToolChange> tools, int left) {
        /** A difference made harmless to read, and bounded. */
        public static ServerChange of(String server, Told since, CatalogueDifference difference) {
            var tools = new ArrayList<ToolChange>();
            difference.added().forEach(tool -> tools.add(whole("new", tool)));
            difference.changed().forEach(tool -> tools.add(changed(tool)));
            difference.gone().forEach(tool -> tools.add(whole("gone", tool)));
            var shown = List.copyOf(tools.subList(0, Math.min(TOOLS, tools.size())));
            return new ServerChange(server, since, shown, tools.size() - shown.size());
        }
    }

    /**
     * One tool.
     *
     * @param kind {@code new}, {@code changed} or {@code gone}
     * @param access its class now, or last
     * @param description the server's own words
     */
    public record ToolChange(String kind, String name, String access, String description, List<Part> parts) {}

    /** One thing that changed; a side that is empty was not there or is not kept. */
    public record Part(String name, String before, String after) {}

    static Optional<Before> of(Question question, ConsentSettings settings) {
        var earlier = question.earlier();
        var asked = question.ask().createdAt();
        var replaced = new ArrayList<Told>();
        earlier.proven()
                .ifPresent(grant -> replaced.add(Phrases.tell(
                        "before.proven",
                        Told.at(grant.approvedAt(), asked),
                        details(grant, earlier, settings, asked))));
        earlier.sameKey()
                .forEach(grant -> replaced.add(Phrases.tell(
                        "before.key", Told.at(grant.approvedAt(), asked), details(grant, earlier, settings, asked))));
        var offers = earlier.others().stream()
                .map(grant -> new Choice(
                        grant.id().value(),
                        Phrases.tell("before.offer", Told.at(grant.approvedAt(), asked)),
                        Phrases.tell("before.offer.what", details(grant, earlier, settings, asked))
                                .capitalised()))
                .toList();
        var servers = question.places().stream()
                .flatMap(place -> Optional.ofNullable(earlier.differences().get(place.id())).stream()
                        .map(difference -> change(place.name(), difference, asked)))
                .toList();
        return replaced.isEmpty() && offers.isEmpty() && servers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Before(List.copyOf(replaced), offers, servers));
    }

    private static Told details(Grant grant, EarlierGrants earlier, ConsentSettings settings, Instant asked) {
        var places = grant.authority().locations().stream()
                .map(id -> settings.place(id).map(ConsentSettings.Place::name).orElse(id))
                .toList();
        var where = grant.device()
                .map(device -> Phrases.say(
                        "before.device", Foreign.name(earlier.devices().getOrDefault(device, device.value()))))
                .orElseGet(() -> Phrases.say("before.unproven"));
        return Phrases.tell(
                "before.details",
                Words.levels(grant.authority()),
                Foreign.text(String.join(", ", places), 200),
                Told.at(grant.until(), asked),
                where);
    }

    private static ServerChange change(String server, EarlierGrants.Since since, Instant asked) {
        return ServerChange.of(server, Told.at(since.approvedAt(), asked), since.difference());
    }

    private static ToolChange whole(String kind, Tool tool) {
        return new ToolChange(
                kind,
                Foreign.text(tool.name(), 120),
                tool.access().wireName(),
                Foreign.text(tool.description().or(tool::title).orElse(""), TEXT),
                List.of());
    }

    private static ToolChange changed(Changed tool) {
        var parts = new ArrayList<Part>();
        for (var detail : tool.details()) {
            if (parts.size() == DETAILS) break;
            parts.add(new Part(
                    Foreign.text(detail.part(), 200),
                    Foreign.text(detail.before().orElse(""), TEXT),
                    Foreign.text(detail.after().orElse(""), TEXT)));
        }
        var left = tool.details().size() - parts.size();
        if (left > 0) parts.add(new Part(Phrases.say("change.parts", left), "", ""));
        return new ToolChange(
                "changed",
                Foreign.text(tool.now().name(), 120),
                tool.now().access().wireName(),
                "",
                List.copyOf(parts));
    }

    void write(ObjectNode object) {
        replaced.forEach(told -> object.withArray("replaced").add(told.text()));
        offers.forEach(offer -> object.withArray("offers")
                .add(offer.value())
                .add(offer.meaning().text()));
        for (var server : servers) {
            var entry = object.withArray("servers")
                    .addObject()
                    .put("name", server.server())
                    .put("since", server.since().text());
            for (var tool : server.tools()) {
                var line = entry.withArray("tools")
                        .add(tool.kind())
                        .add(tool.name())
                        .add(tool.description());
                tool.parts()
                        .forEach(
                                part -> line.add(part.name()).add(part.before()).add(part.after()));
            }
        }
    }
}
