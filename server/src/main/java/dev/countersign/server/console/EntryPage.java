package dev.countersign.server.console;

import dev.countersign.acts.ledger.Log;
import dev.countersign.core.Role;
import dev.countersign.core.json.StrictJson;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.Receipt;
import dev.countersign.server.console.EntryView.Proof;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteentryGenerated;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Devices;
import dev.countersign.store.Events;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** {@code /console/activity/ID}: one act, all that the log says of it, and the proof that it stands there. */
final class EntryPage {
    private final Desk desk;
    private final Function<Look, ActivityWords> words;
    private final String logKey;
    private final Log log;

    EntryPage(Desk desk, Function<Look, ActivityWords> words, String logKey) {
        this.desk = desk;
        this.words = words;
        this.logKey = logKey;
        this.log = new Log(desk.acts());
    }

    void lay() {
        desk.show("/console/activity/{id}", this::show);
        desk.answer("/console/activity/{id}/proof", this::proof);
    }

    private Sheet show(Look look) {
        var entry = entry(look);
        var said = words.apply(look);
        var line = said.line(entry);
        var view = new EntryView(
                entry.at(),
                line.tone(),
                facts(entry, said),
                StrictJson.parse(entry.body()).toPrettyString(),
                entry.grant().map(id -> Section.ACTIVITY.path() + "?grant=" + id),
                log.receipt(entry.id()).map(EntryPage::proof),
                line.href() + "/proof",
                "countersign audit check " + entry.id() + ".tlog-proof --key '" + logKey + "'");
        return Sheet.of(
                        Section.ACTIVITY,
                        line.sentence(),
                        (out, frame) -> JteentryGenerated.render(out, null, frame, view))
                .below();
    }

    private Reply proof(Look look) {
        var entry = entry(look);
        return log.receipt(entry.id())
                .map(receipt -> Reply.text(200, "text/plain; charset=utf-8", receipt.text())
                        .with(
                                "Content-Disposition",
                                "attachment; filename=\"" + entry.id().replaceAll("[^A-Za-z0-9_-]", "_")
                                        + ".tlog-proof\"")
                        .with("Cache-Control", "no-store"))
                .orElseThrow(() -> Phrases.refusal(404, "proof.soon"));
    }

    private Events.Entry entry(Look look) {
        var all = look.who().owner().role() != Role.OWNER;
        return desk.acts()
                .read(tx -> tx.events().find(look.segment("id")))
                .map(Events.Stored::entry)
                .filter(entry -> all
                        || entry.owner().filter(look.owner().value()::equals).isPresent())
                .orElseThrow(() -> Phrases.refusal(404, "entry.none"));
    }

    private List<Fact> facts(Events.Entry entry, ActivityWords said) {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.code(Phrases.say("entry.kind"), entry.kind()));
        entry.owner().ifPresent(id -> facts.add(Fact.of(Phrases.say("filter.owner"), said.owner(id))));
        entry.client().ifPresent(id -> facts.add(Fact.of(Phrases.say("entry.client"), said.client(id))));
        entry.agent().ifPresent(id -> facts.add(Fact.code(Phrases.say("filter.agent"), id)));
        entry.device()
                .ifPresent(id -> facts.add(Fact.of(
                        Phrases.say("filter.device"),
                        desk.acts()
                                .read(tx -> tx.devices().find(new dev.countersign.core.DeviceId(id)))
                                .map(Devices.Device::name)
                                .map(Foreign::name)
                                .orElse(id))));
        entry.grant().ifPresent(id -> facts.add(Fact.code(Phrases.say("filter.grant"), id)));
        entry.origin()
                .flatMap(id -> desk.acts().read(tx -> tx.events().address(id)))
                .ifPresent(address -> facts.add(Fact.code(Phrases.say("entry.from"), address)));
        entry.requestId().ifPresent(id -> facts.add(Fact.code("Request-Id", id)));
        facts.add(Fact.code(Phrases.say("entry.id"), entry.id()));
        return facts;
    }

    private static Proof proof(Receipt receipt) {
        var state = Checkpoint.parse(receipt.checkpoint());
        return new Proof(
                List.of(
                        Fact.code(Phrases.say("proof.origin"), state.origin()),
                        Fact.of(
                                Phrases.say("proof.place"),
                                Phrases.say(
                                        "proof.of",
                                        Long.toString(receipt.inclusion().index()),
                                        Long.toString(state.size()))),
                        Fact.code(
                                Phrases.say("proof.root"),
                                Base64.getEncoder().encodeToString(state.root().bytes()))),
                receipt.inclusion().path().size(),
                Phrases.say("proof.what", receipt.inclusion().path().size()));
    }
}
