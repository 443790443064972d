package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.upkeep.KeepChoices;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.generated.JteconsentGenerated;
import dev.countersign.server.people.People;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Asks;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** A pending request as the page a human decides on. What was shown is noted, so that only that is approved. Thread-safe. */
final class Sheet {
    private final Acts acts;
    private final People people;
    private final Pages pages;
    private final ConsentSettings settings;
    private final Questions questions;
    private final Verdicts verdicts;

    Sheet(Acts acts, People people, Pages pages, ConsentSettings settings, Questions questions, Verdicts verdicts) {
        this.acts = acts;
        this.people = people;
        this.pages = pages;
        this.settings = settings;
        this.questions = questions;
        this.verdicts = verdicts;
    }

    /**
     * A request that this owner may decide.
     *
     * @throws Refusal.Page 404 when there is none, or it is another owner's
     */
    Asks.Ask find(String id, SignedIn who) {
        return acts.read(tx -> tx.asks().find(id))
                .filter(ask -> ask.owner()
                        .map(who.owner().id()::equals)
                        // A device's request is opened by its code; who made it knows this address, and must not lead
                        // here.
                        .orElse(!ask.transport().equals("device")))
                .orElseThrow(Sheet::unknown);
    }

    static Refusal.Page unknown() {
        return Phrases.refusal(404, "over.none");
    }

    /** What the page of a question says now. */
    Page page(Question question) {
        return Page.of(
                question, settings, Newcomers.since(acts, question.owner().id(), acts.now()));
    }

    /** Shows the page, and notes what was shown. */
    Reply show(Exchange exchange, SignedIn who, Asks.Ask ask, int status, Choices kept, List<Problem> problems) {
        var now = acts.now();
        var question = questions.of(ask, who.owner());
        if (question.moot()) return verdicts.moot(exchange, who);
        if (Questions.hopeless(question) && question.absent().isEmpty())
            return verdicts.hopeless(exchange, who, question);
        var page = page(question);
        var shown = page.digest().base64url();
        var note = JsonNodeFactory.instance.objectNode().put("shown", shown).toString();
        if (!acts.upkeep(new KeepChoices(ask.id(), note))) {
            return verdicts.over(exchange, who, find(ask.id(), who), 409);
        }
        var voices = page.voices();
        var view = new ConsentView(
                pages.chrome(Phrases.say("decide.title"), false, exchange.requestId(), who.chrome()),
                "/consent/" + ask.id(),
                who.formToken(),
                shown,
                page.opening(),
                page.notices(),
                problems,
                page.carried().map(each -> each.seenFrom(exchange.remote(), now)),
                voices.claims(),
                voices.verified(),
                voices.destination(),
                voices.says(),
                Page.waits(ask.expiresAt(), now),
                Phrases.say(question.asked().resources().isEmpty() ? "choose.place.none" : "choose.place.several"),
                page.resources(),
                page.scopes(),
                question.oneCall().isPresent() ? List.of() : page.accesses(),
                question.oneCall().isPresent() ? List.of() : page.servers(),
                question.oneCall().isPresent()
                        ? List.of()
                        : Page.untils(page.scopes().isEmpty() ? Ends.OFFERED : OwnerLevel.ENDS, now),
                Page.exampleDate(now),
                question.oneCall().isPresent() ? Optional.empty() : page.delegation(),
                page.before(),
                proof(who),
                question.oneCall().map(one -> one.view(question)),
                kept.fields());
        return Pages.pageThatRedirects(status, out -> JteconsentGenerated.render(out, null, view));
    }

    private ConsentView.Proof proof(SignedIn who) {
        var owner = who.owner().id();
        var off = people.webAuthn().off();
        var passphrase = acts.read(tx -> tx.owners().passphrase(owner)).isPresent();
        var passkeys =
                off.isEmpty() && !acts.read(tx -> tx.passkeys().of(owner)).isEmpty();
        return new ConsentView.Proof(passphrase, passkeys, off);
    }
}
