package dev.countersign.server.console;

import dev.countersign.acts.upkeep.NoteVisit;
import dev.countersign.core.AgentId;
import dev.countersign.core.Asked;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.Spans;
import dev.countersign.server.pages.generated.console.JtehomeGenerated;
import dev.countersign.store.Asks;
import dev.countersign.store.Events;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /console}: what waits for the owner, who is at work, and what happened since the last visit. */
final class HomePage {
    /** An agent that did something within this time is at work. */
    static final Duration AT_WORK = Duration.ofMinutes(15);

    /** Steps on the way of something else that is told. */
    private static final Set<String> STEPS = Set.of(
            "start-call",
            "ask",
            "ask-call",
            "ask-more",
            "redeem",
            "redeem-device",
            "refresh",
            "renew",
            "offer-delegation");

    private static final int READ = 200;
    private static final int SHOWN = 12;
    private static final int WAITING = 20;
    private final Desk desk;
    private final Names names;
    private final GrantWords words;

    HomePage(Desk desk, Names names) {
        this.desk = desk;
        this.names = names;
        this.words = new GrantWords(names);
    }

    void lay() {
        desk.show(Section.HOME.path(), this::show);
    }

    private Sheet show(Look look) {
        Optional<Instant> since = desk.acts().upkeep(new NoteVisit(look.owner(), look.now()));
        var view = desk.acts().read(tx -> view(look, since, tx));
        return Sheet.of(
                Section.HOME,
                Phrases.say("home.title", look.who().owner().name()),
                (out, frame) -> JtehomeGenerated.render(out, null, frame, view));
    }

    private HomeView view(Look look, Optional<Instant> since, Tx tx) {
        var owner = look.owner();
        var newest = tx.events().before(Optional.of(owner.value()), Long.MAX_VALUE, READ).stream()
                .map(Events.Stored::entry)
                .toList();
        var after = newest.stream()
                .filter(entry -> since.isEmpty() || entry.at().isAfter(since.get()))
                .toList();
        var recent = look.now().minus(AT_WORK);
        var atWork = newest.stream()
                .filter(entry -> entry.at().isAfter(recent) && entry.kind().endsWith("-call"))
                .flatMap(entry -> entry.agent().stream())
                .distinct()
                .toList();
        var active = atWork.stream()
                .limit(SHOWN)
                .flatMap(id -> AgentLine.of(new AgentId(id), look, words, names, tx).stream())
                .toList();
        return new HomeView(
                tx.asks().pending(owner, look.now(), WAITING).stream()
                        .map(ask -> waiting(ask, look.now()))
                        .toList(),
                active,
                atWork.size(),
                since,
                after.stream()
                        .filter(entry -> !STEPS.contains(entry.kind()))
                        .limit(SHOWN)
                        .map(ActivityWords.own(look, names)::line)
                        .toList(),
                summary(after),
                after.size() == READ,
                !tx.parties().agents(owner, "", 1).isEmpty());
    }

    private static String summary(List<Events.Entry> after) {
        var calls = after.stream()
                .filter(entry ->
                        entry.kind().equals("record-call") || entry.kind().equals("start-call"))
                .count();
        var given =
                after.stream().filter(entry -> entry.kind().equals("approve")).count();
        return after.size() == READ
                ? Phrases.say("home.summary.many", calls)
                : Phrases.say("home.summary", calls, given);
    }

    private HomeView.Waiting waiting(Asks.Ask ask, Instant now) {
        var asked = Asked.parse(ask.request());
        var how = "home.asks." + ask.transport();
        return new HomeView.Waiting(
                ask.id(),
                Foreign.name(asked.asker().name()),
                Phrases.say(Phrases.has(how) ? how : "home.asks.other"),
                ask.createdAt(),
                ask.expiresAt(),
                Spans.left(ask.expiresAt(), now));
    }
}
