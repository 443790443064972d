package dev.countersign.server.console;

import dev.countersign.core.AgentId;
import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteagentGenerated;
import dev.countersign.server.pages.generated.console.JteagentsGenerated;
import dev.countersign.server.web.Refusal;
import dev.countersign.store.Events;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code /console/agents}: each agent with its client, its device, its grants and what it did last. */
final class AgentsPage {
    private static final int PAGE = 50;
    private static final int GRANTS = 20;
    private static final int ACTS = 15;
    private static final AgentId TOKENS = AgentId.of(ClientId.PERSONAL, Optional.empty());
    private final Desk desk;
    private final Names names;
    private final GrantWords words;

    AgentsPage(Desk desk, Names names) {
        this.desk = desk;
        this.names = names;
        this.words = new GrantWords(names);
    }

    void lay() {
        desk.show(Section.AGENTS.path(), this::list);
        desk.show(Section.AGENTS.path() + "/{id}", this::show);
    }

    private Sheet list(Look look) {
        var after = look.exchange().query().one("after").orElse("");
        var view = desk.acts().read(tx -> list(look, after, tx));
        return Sheet.of(
                        Section.AGENTS,
                        Phrases.say("agents.title"),
                        (out, frame) -> JteagentsGenerated.render(out, null, frame, view))
                .led("agents.lead");
    }

    private AgentsView list(Look look, String after, Tx tx) {
        var found = tx.parties().agents(look.owner(), after, PAGE + 1);
        var lines = found.stream()
                .limit(PAGE)
                .filter(agent -> !agent.equals(TOKENS))
                .flatMap(agent -> AgentLine.of(agent, look, words, names, tx).stream())
                .sorted(Comparator.comparing((AgentLine line) -> line.last().orElse(Instant.EPOCH))
                        .reversed())
                .collect(Collectors.partitioningBy(
                        line -> line.living() > 0 || line.stopped().stopped()));
        return new AgentsView(
                lines.getOrDefault(true, List.of()),
                lines.getOrDefault(false, List.of()),
                found.size() > PAGE ? Optional.of("?after=" + found.get(PAGE - 1)) : Optional.empty());
    }

    private Sheet show(Look look) {
        var id = new AgentId(look.segment("id"));
        var after = look.exchange().query().one("after").map(GrantId::new);
        var view = desk.acts().read(tx -> show(look, id, after, tx));
        return Sheet.of(
                        Section.AGENTS,
                        view.agent().name(),
                        (out, frame) -> JteagentGenerated.render(out, null, frame, view))
                .below();
    }

    private AgentView show(Look look, AgentId id, Optional<GrantId> after, Tx tx) {
        var line = AgentLine.of(id, look, words, names, tx).orElseThrow(AgentsPage::unknown);
        var grants = tx.grants().ofAgent(look.owner(), id, after.flatMap(tx.grants()::find), GRANTS + 1);
        var client = grants.isEmpty() ? ClientId.PERSONAL : grants.getFirst().client();
        return new AgentView(
                line,
                Barring.of(RevocationKey.of(client), ClientsPage.bar(client), look, tx),
                grants.stream().findFirst().map(grant -> facts(grant, tx)).orElse(List.of()),
                grants.stream()
                        .limit(GRANTS)
                        .map(grant -> GrantLine.of(grant, words, names, tx, look.now()))
                        .toList(),
                grants.size() > GRANTS
                        ? Optional.of("?after=" + grants.get(GRANTS - 1).id())
                        : Optional.empty(),
                tx.events().ofAgent(look.owner().value(), id.value(), ACTS).stream()
                        .map(Events.Stored::entry)
                        .map(ActivityWords.own(look, names)::line)
                        .toList());
    }

    private List<Fact> facts(Grant grant, Tx tx) {
        return List.of(
                Fact.code(Phrases.say("agent.client"), grant.client().value()),
                Fact.of(Phrases.say("agent.where"), Names.runsOn(grant.device(), tx)),
                Fact.code(Phrases.say("agent.id"), grant.agent().value()));
    }

    static Refusal.Page unknown() {
        return new Refusal.Page(404, Phrases.say("agent.unknown"), Phrases.say("agent.unknown.remedy"));
    }
}
