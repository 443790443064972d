package dev.countersign.server.consent;

import dev.countersign.acts.Approve;
import dev.countersign.acts.Origin;
import dev.countersign.core.Asked;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.NoticeView;
import dev.countersign.server.pages.NoticeView.Link;
import dev.countersign.server.pages.NoticeView.Tone;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Asks;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The pages of a request that is over, however it ended: honest, and never a second code. Immutable. */
final class Verdicts {
    private final Pages pages;
    private final Answers answers;

    Verdicts(Pages pages, Answers answers) {
        this.pages = pages;
        this.answers = answers;
    }

    /**
     * @param status the status when the request was decided before this one came
     */
    Reply over(Exchange exchange, SignedIn who, Asks.Ask ask, int status) {
        var asked = Asked.parse(ask.request());
        if (asked.redirect().isEmpty() && status == 410) {
            // The program asks for its answer itself, so this page is where the decision leads.
            if (ask.state() == Asks.State.APPROVED) return approved(exchange, who, ask, asked);
            if (ask.state() == Asks.State.DENIED) return denied(exchange, who);
        }
        return switch (ask.state()) {
            case APPROVED ->
                page(
                        exchange,
                        who,
                        status,
                        Tone.GOOD,
                        Phrases.say("over.approved"),
                        List.of(Phrases.say("over.approved.once"), Phrases.say("over.approved.back")),
                        Optional.of(new Link("/console", Phrases.say("over.console"))),
                        Optional.empty());
            case DENIED ->
                page(
                        exchange,
                        who,
                        status,
                        Tone.PLAIN,
                        Phrases.say("over.denied"),
                        List.of(Phrases.say("over.denied.told")),
                        Optional.empty(),
                        Optional.empty());
            case CANCELLED ->
                undecided(
                        exchange,
                        who,
                        200,
                        asked,
                        Phrases.say("over.cancelled"),
                        List.of(Phrases.say("over.cancelled.what")));
            case FAILED ->
                undecided(
                        exchange,
                        who,
                        403,
                        asked,
                        Phrases.say("over.failed"),
                        List.of(Phrases.say("over.failed.what"), Phrases.say("over.failed.then")));
            case OPEN ->
                undecided(exchange, who, 410, asked, Phrases.say("over.late"), List.of(Phrases.say("over.late.what")));
        };
    }

    /** A request the owner can allow nothing of. */
    Reply hopeless(Exchange exchange, SignedIn who, Question question) {
        var places = question.asked().resources();
        var sentence = places.isEmpty()
                ? Phrases.say("over.hopeless.all")
                : Phrases.say("over.hopeless.at", String.join(", ", places));
        return page(
                exchange,
                who,
                403,
                Tone.BAD,
                Phrases.say("over.hopeless"),
                List.of(sentence),
                question.asked()
                        .redirect()
                        .map(target -> new Link(
                                answers.error(
                                        target,
                                        "interaction_required",
                                        "This owner may give nothing of what was asked; another may."),
                                Phrases.say("over.tell"))),
                question.asked().redirect().map(target -> Pages.hostOf(URI.create(target.uri()))));
    }

    /** A request of an agent that goes on from what has ended. */
    Reply moot(Exchange exchange, SignedIn who) {
        return page(
                exchange,
                who,
                409,
                Tone.PLAIN,
                Phrases.say("over.moot"),
                List.of(Phrases.say("over.moot.what"), Phrases.say("over.moot.then")),
                Optional.of(new Link("/console", Phrases.say("over.console"))),
                Optional.empty());
    }

    private Reply approved(Exchange exchange, SignedIn who, Asks.Ask ask, Asked asked) {
        var name = Foreign.name(asked.asker().name());
        if (ask.transport().equals("pat") && !ask.address().equals(Origin.HOST.address())) {
            return page(
                    exchange,
                    who,
                    200,
                    Tone.GOOD,
                    Phrases.say("over.yes"),
                    List.of(Phrases.say("over.yes.token", name)),
                    Optional.of(new Link("/console/tokens/made", Phrases.say("over.yes.token.next"))),
                    Optional.empty());
        }
        return page(
                exchange,
                who,
                200,
                Tone.GOOD,
                Phrases.say("over.yes"),
                List.of(
                        switch (ask.transport()) {
                            case "call" -> Phrases.say("over.yes.call", name);
                            case Approve.BY_HOLDER -> Phrases.say("over.yes.more", name);
                            default -> Phrases.say("over.yes.device", name);
                        },
                        Phrases.say("over.yes.back")),
                Optional.of(new Link("/console", Phrases.say("over.console"))),
                Optional.empty());
    }

    private Reply denied(Exchange exchange, SignedIn who) {
        return page(
                exchange,
                who,
                200,
                Tone.PLAIN,
                Phrases.say("over.no"),
                List.of(Phrases.say("over.no.what")),
                Optional.empty(),
                Optional.empty());
    }

    private Reply undecided(
            Exchange exchange, SignedIn who, int status, Asked asked, String heading, List<String> sentences) {
        return page(
                exchange,
                who,
                status,
                Tone.PLAIN,
                heading,
                sentences,
                asked.redirect()
                        .map(target -> new Link(
                                answers.error(target, "interaction_required", "Nobody decided. A human has to decide."),
                                Phrases.say("over.back"))),
                asked.redirect().map(target -> Pages.hostOf(URI.create(target.uri()))));
    }

    private Reply page(
            Exchange exchange,
            SignedIn who,
            int status,
            Tone tone,
            String heading,
            List<String> sentences,
            Optional<Link> onward,
            Optional<String> destination) {
        return Pages.notice(
                status,
                new NoticeView(
                        pages.chrome(heading, true, exchange.requestId(), who.chrome()),
                        tone,
                        heading,
                        sentences,
                        List.of(),
                        destination,
                        onward));
    }
}
