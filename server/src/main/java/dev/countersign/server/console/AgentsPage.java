package dev.countersign.server.console;

import dev.countersign.acts.Revoke;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Subject;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteagentsGenerated;
import dev.countersign.server.people.LiveGrants;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import java.util.Optional;
import java.util.function.Function;

/** {@code /console/agents}: what agents may do. */
final class AgentsPage {
    private final Desk desk;
    private final Function<ClientId, Optional<String>> clientNames;

    AgentsPage(Desk desk, Function<ClientId, Optional<String>> clientNames) {
        this.desk = desk;
        this.clientNames = clientNames;
    }

    void lay() {
        desk.show(Section.AGENTS.path(), this::show);
        desk.show("/console/grants/{id}/revoke", this::ask);
        desk.act("/console/grants/{id}/revoke", this::revoke);
    }

    private Sheet show(Look look) {
        var acts = desk.acts();
        var view = new AgentsView(LiveGrants.of(acts, look.owner()).stream()
                .map(grant -> GrantWords.of(
                        grant,
                        acts.read(tx -> tx.lineages().elsewhere(grant.id())),
                        acts.read(tx -> tx.personalTokens().ofGrant(grant.id())),
                        clientNames,
                        look.now()))
                .toList());
        return Sheet.of(
                Section.AGENTS,
                Phrases.say("agents.title"),
                (out, frame) -> JteagentsGenerated.render(out, null, frame, view));
    }

    private Sheet ask(Look look) {
        var grant = mine(look);
        return Sheet.asking(
                        Section.AGENTS,
                        Phrases.say("revoke.title"),
                        new Question(
                                java.util.List.of(Phrases.say("revoke.what")),
                                java.util.List.of(),
                                "/console/grants/" + grant.id() + "/revoke",
                                Phrases.say("revoke.yes"),
                                Phrases.say("revoke.no"),
                                Section.AGENTS.path(),
                                true,
                                java.util.List.of()))
                .below();
    }

    private Reply revoke(Look look) {
        desk.acts().perform(new Revoke(RevocationKey.of(mine(look).id()), Optional.of(look.owner())), look.origin());
        return Desk.done(Section.AGENTS.path(), "revoked");
    }

    private Grant mine(Look look) {
        return desk.acts()
                .read(tx -> tx.grants().find(new GrantId(look.segment("id"))))
                .filter(found -> found.subject().equals(new Subject.Owner(look.owner())))
                .orElseThrow(() ->
                        new Refusal.Page(404, "You have no such approval", "The console lists what you allowed."));
    }
}
