package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Cancel;
import dev.countersign.acts.Deny;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.Asked;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.people.Paths;
import dev.countersign.server.people.People;
import dev.countersign.server.people.Requests;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.store.Asks;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /consent/{id}}: a human reads what is asked, chooses, and proves presence on exactly that. GET never approves; an
 * answer counts once. Thread-safe.
 */
public final class ConsentPages {
    private final Acts acts;
    private final People people;
    private final Answers answers;
    private final Verdicts verdicts;
    private final Arrival arrival;
    private final Sheet sheet;
    private final Choosing choosing;

    public ConsentPages(
            ConsentSettings settings,
            Acts acts,
            OwnerAuthorities authorities,
            People people,
            Pages pages,
            Handover handover,
            ToolLists tools,
            Answers answers) {
        this.acts = acts;
        this.people = people;
        this.answers = answers;
        this.verdicts = new Verdicts(pages, answers);
        this.arrival = new Arrival(acts, pages, handover, settings.timeout());
        var questions = new Questions(acts, authorities, settings, tools);
        this.sheet = new Sheet(acts, people, pages, settings, questions, verdicts);
        var approval = new Approval(acts, answers, verdicts, settings);
        var ceremony = new Ceremony(acts, people, pages, settings, sheet, verdicts, approval);
        this.choosing = new Choosing(acts, settings, questions, sheet, ceremony);
    }

    public void routes(Routes routes) {
        routes.get("/consent/{id}", this::show).post("/consent/{id}", this::decide);
    }

    /** What the program behind a consent address calls itself, made harmless; for the page before sign-in. */
    public Optional<String> asker(String path) {
        if (!path.startsWith("/consent/")) return Optional.empty();
        var id = path.substring("/consent/".length());
        var asked = Handover.sealed(id)
                ? arrival.request(id)
                : acts.read(tx -> tx.asks().find(id)).map(ask -> Asked.parse(ask.request()));
        return asked.map(request -> Foreign.name(request.asker().name()));
    }

    private Reply show(Exchange exchange) {
        var id = exchange.segment("id");
        if (!acts.read(tx -> tx.owners().any())) throw People.nobody();
        var signedIn = people.sessions().current(exchange);
        if (signedIn.isEmpty()) return Reply.seeOther(Paths.signIn("/consent/" + id));
        var who = signedIn.get();
        if (Handover.sealed(id)) return arrival.open(exchange, who, id);
        var ask = sheet.find(id, who);
        if (!ask.open(acts.now())) return verdicts.over(exchange, who, ask, 410);
        return sheet.show(exchange, who, ask, 200, new Choices(Map.of()), List.of());
    }

    private Reply decide(Exchange exchange) {
        var who = people.sessions().requirePost(exchange);
        var ask = sheet.find(exchange.segment("id"), who);
        if (!ask.open(acts.now())) return verdicts.over(exchange, who, ask, 409);
        var form = exchange.form();
        var decision = form.all("decision");
        return switch (decision.size() == 1 ? decision.getFirst() : "") {
            case "approve" -> choosing.approve(exchange, who, ask);
            case "deny" -> deny(exchange, who, ask);
            case "cancel" -> {
                acts.perform(new Cancel(ask.id(), who.owner().id(), acts.now()), Requests.of(exchange));
                yield Reply.seeOther("/consent/" + ask.id());
            }
            default -> {
                var sentence = Phrases.say("mend.button");
                yield sheet.show(exchange, who, ask, 422, Choices.of(form), List.of(new Problem("main", sentence)));
            }
        };
    }

    private Reply deny(Exchange exchange, SignedIn who, Asks.Ask ask) {
        if (!acts.perform(new Deny(ask.id(), who.owner().id(), acts.now()), Requests.of(exchange))) {
            return verdicts.over(exchange, who, sheet.find(ask.id(), who), 409);
        }
        return Asked.parse(ask.request())
                .redirect()
                .map(target -> Reply.seeOther(answers.error(target, "access_denied", "The owner said no.")))
                .orElseGet(() -> Reply.seeOther("/consent/" + ask.id()));
    }
}
