package dev.countersign.server.console;

import dev.countersign.core.ClientId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.console.ActivityView.Further;
import dev.countersign.server.console.ActivityView.Live;
import dev.countersign.server.ledger.ActivityStream;
import dev.countersign.server.pages.Moments;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteactivityGenerated;
import dev.countersign.server.web.Reply;
import dev.countersign.store.EventSearch;
import dev.countersign.store.Events;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code /console/activity}: what happened, newest first. A look reads a bounded part of the log, however long the log is,
 * and says from when on it looked.
 */
final class ActivityPage {
    private static final int SHOWN = 50;
    private static final int COUNTED = 1_000;

    private final Desk desk;
    private final Function<ClientId, Optional<String>> clientNames;
    private final Installation here;
    private final ActivityStream stream;

    ActivityPage(
            Desk desk, Function<ClientId, Optional<String>> clientNames, Installation here, ActivityStream stream) {
        this.desk = desk;
        this.clientNames = clientNames;
        this.here = here;
        this.stream = stream;
    }

    void lay() {
        desk.show(Section.ACTIVITY.path(), this::show);
        desk.answer("/console/activity.events", this::follow);
        new ActivityExport(desk).lay();
        new EntryPage(desk, this::words, here.logKey()).lay();
    }

    private ActivityWords words(Look look) {
        return new ActivityWords(
                look.owner(), desk.acts().read(tx -> tx.owners().all()), clientNames);
    }

    private Sheet show(Look look) {
        var filter = ActivityFilter.of(look);
        var before = look.exchange()
                .query()
                .one("before")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
        // Asked for before the acts are read: what happens in between comes twice rather than never.
        var place = stream.place();
        var found = desk.acts().read(tx -> tx.events().search(filter.search(before.orElse(Long.MAX_VALUE), COUNTED)));
        var view = view(look, filter, before.isPresent(), found, place);
        return Sheet.of(
                        Section.ACTIVITY,
                        Phrases.say("activity.title"),
                        (out, frame) -> JteactivityGenerated.render(out, null, frame, view))
                .led("activity.lead");
    }

    private ActivityView view(Look look, ActivityFilter filter, boolean older, EventSearch.Found found, long place) {
        var words = words(look);
        var ended = ended(found.entries());
        var told = found.entries().stream()
                .filter(stored -> filter.wants(stored.entry()))
                .filter(stored -> !begun(stored.entry(), ended))
                .toList();
        var lines = told.stream().map(stored -> words.line(stored.entry())).toList();
        var entries = told.stream().map(Events.Stored::entry).toList();
        var choices = new ActivityChoices(words, filter, entries);
        var owners = desk.acts().read(tx -> tx.owners().all());
        var devices = filter.owner()
                .map(id -> desk.acts().read(tx -> tx.devices().of(new OwnerId(id))))
                .orElse(List.of());
        return new ActivityView(
                choices.all(look, owners, devices),
                filter.tool().orElse(""),
                choices.tools(),
                filter.from().map(LocalDate::toString).orElse(""),
                filter.to().map(LocalDate::toString).orElse(""),
                filter.narrows(),
                lines.stream().limit(SHOWN).toList(),
                Histogram.of(lines),
                further(filter, told, found),
                older ? Optional.of(Section.ACTIVITY.path() + filter.query()) : Optional.empty(),
                older ? Optional.empty() : Optional.of(new Live("/console/activity.events" + filter.query(), place)),
                "/console/activity.csv" + filter.query(),
                "/console/activity.jsonl" + filter.query());
    }

    private static Optional<Further> further(ActivityFilter filter, List<Events.Stored> told, EventSearch.Found found) {
        if (told.size() > SHOWN) {
            var last = told.get(SHOWN - 1);
            return Optional.of(further(filter, last.seq(), last.entry()));
        }
        return found.next()
                .map(last -> new Further(Section.ACTIVITY.path() + filter.query("before=" + last.seq()), last.at()));
    }

    private static Further further(ActivityFilter filter, long seq, Events.Entry entry) {
        return new Further(Section.ACTIVITY.path() + filter.query("before=" + seq), entry.at());
    }

    /** A call that ended is told once: by its end. */
    private static Set<String> ended(List<Events.Stored> entries) {
        var ended = new HashSet<String>();
        for (var stored : entries) {
            if (stored.entry().kind().equals("end-call")) ended.add(call(stored.entry()));
        }
        return ended;
    }

    private static boolean begun(Events.Entry entry, Set<String> ended) {
        return entry.kind().equals("start-call") && ended.contains(call(entry));
    }

    private static String call(Events.Entry entry) {
        return StrictJson.parse(entry.body()).path("call").asString("");
    }

    /** The same as it happens, while the session lives and its owner has the role that decided what is sent. */
    private Reply follow(Look look) {
        var filter = ActivityFilter.of(look);
        var words = words(look);
        var session = look.who().session().hash();
        var role = look.who().owner().role();
        return stream.open(
                new ActivityStream.Listener(
                        look.owner(),
                        filter.owner().map(OwnerId::new),
                        entry -> filter.wants(entry) ? told(words.line(entry)) : "",
                        () -> desk.acts()
                                .read(tx -> tx.sessions()
                                        .find(session, desk.acts().now())
                                        .flatMap(_ -> tx.owners().find(look.owner())))
                                .filter(owner -> owner.role() == role)
                                .isPresent()),
                // A browser says it only of a stream that broke off by itself.
                look.exchange()
                        .header("Last-Event-ID")
                        .or(() -> look.exchange().query().one("from-place")));
    }

    private static String told(ActivityLine line) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("id", line.id())
                .put("at", Moments.iso(line.at()))
                .put("sentence", line.sentence())
                .put("tone", line.tone())
                .put("href", line.href());
        line.tag().ifPresent(tag -> node.put("tag", tag));
        return node.toString();
    }
}
