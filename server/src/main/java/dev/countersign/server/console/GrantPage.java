package dev.countersign.server.console;

import dev.countersign.acts.Standing;
import dev.countersign.core.Approval;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtegrantGenerated;
import dev.countersign.server.tree.GrantTree;
import dev.countersign.server.tree.TreeDrawing;
import dev.countersign.store.Devices;
import dev.countersign.store.Events;
import dev.countersign.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /console/grants/ID}: a grant in words, its tools, its time, its tree, its calls, and every way to take it back. */
final class GrantPage {
    private static final int CALLS = 20;
    private static final int TREE = 200;
    private final Desk desk;
    private final Names names;
    private final GrantWords words;

    GrantPage(Desk desk, Names names) {
        this.desk = desk;
        this.names = names;
        this.words = new GrantWords(names);
    }

    void lay() {
        desk.show("/console/grants/{id}", this::show);
    }

    private Sheet show(Look look) {
        var view = desk.acts().read(tx -> view(look, tx));
        return Sheet.of(
                        Section.AGENTS,
                        view.line().holder(),
                        (out, frame) -> JtegrantGenerated.render(out, null, frame, view))
                .under(Section.AGENTS.path() + "/" + view.agent(), Phrases.say("grant.up"));
    }

    private GrantView view(Look look, Tx tx) {
        var grant = Mine.grant(look, tx);
        var line = GrantLine.of(grant, words, names, tx, look.now());
        var tree = tx.grants().tree(grant.root(), TREE);
        var standing = GrantLine.standing(grant, tx, look.now());
        var picture = TreeDrawing.inPage(GrantTree.of(
                grant.id(),
                tree,
                each -> GrantLine.standing(each, tx, look.now()),
                client -> Optional.of(names.client(client)),
                device -> tx.devices().find(device).map(Devices.Device::name)));
        return new GrantView(
                line,
                grant.agent().value(),
                words.handing(grant),
                approval(grant, tx),
                grant.approvedAt(),
                facts(grant, tx),
                ToolShelf.of(grant, names, tx, ToolShelf.SHOWN),
                out -> out.writeContent(picture),
                tree.size() > 1,
                tx.events().ofGrant(grant.id().value(), CALLS).stream()
                        .map(Events.Stored::entry)
                        .map(ActivityWords.own(look, names)::line)
                        .toList(),
                Stopped.grant(grant, standing, look, tx),
                switchable(standing));
    }

    private static boolean switchable(Standing standing) {
        return switch (standing) {
            case ALIVE, SUSPENDED, HELD, NOT_YET -> true;
            case ENDED_BY_TIME, REVOKED, BARRED -> false;
        };
    }

    private static List<Fact> facts(Grant grant, Tx tx) {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.code(Phrases.say("agent.client"), grant.client().value()));
        facts.add(Fact.of(Phrases.say("agent.where"), Names.runsOn(grant.device(), tx)));
        tx.grants()
                .address(grant.id())
                .filter(address -> !address.isEmpty())
                .ifPresent(address -> facts.add(Fact.code(Phrases.say("grant.from"), address)));
        grant.maxUses()
                .ifPresent(most -> facts.add(Fact.of(Phrases.say("grant.uses"), Phrases.say("grant.uses.most", most))));
        facts.add(Fact.code(Phrases.say("grant.id"), grant.id().value()));
        return facts;
    }

    private String approval(Grant grant, Tx tx) {
        return switch (grant.approval()) {
            case Approval.Presence(var evidence) -> Phrases.say("approval." + evidence.method());
            case Approval.Delegated(GrantId parent) ->
                Phrases.say(
                        "approval.delegated",
                        tx.grants()
                                .find(parent)
                                .map(from -> names.client(from.client()))
                                .orElse(parent.value()));
            case Approval.Configured _ -> Phrases.say("approval.configured");
            case Approval.Asserted asserted -> Phrases.say("approval.asserted", asserted.issuer());
        };
    }
}
