package dev.countersign.server.consent;

import dev.countersign.acts.Approve;
import dev.countersign.acts.Origin;
import dev.countersign.core.Asked;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.NoticeView;
import dev.countersign.server.pages.NoticeView.Link;
import dev.countersign.server.pages.NoticeView.Tone;
import dev.countersign.server.pages.Pages;
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
                        "This request was already approved",
                        List.of(
                                "It counts once. The program has its answer; if it did not arrive, start again at the program.",
                                "You can take the approval back in the console."),
                        Optional.of(new Link("/console", "To the console")),
                        Optional.empty());
            case DENIED ->
                page(
                        exchange,
                        who,
                        status,
                        Tone.PLAIN,
                        "This request was already denied",
                        List.of("The program was told no. If you changed your mind, start again at the program."),
                        Optional.empty(),
                        Optional.empty());
            case CANCELLED ->
                undecided(
                        exchange,
                        who,
                        200,
                        asked,
                        "Nothing was decided",
                        List.of(
                                "You cancelled, so nothing was allowed and nothing was refused. The program can ask again."));
            case FAILED ->
                undecided(
                        exchange,
                        who,
                        403,
                        asked,
                        "Too many failed proofs",
                        List.of(
                                "Five times in a row it could not be proved that it is you, so this request ended. Nothing was allowed.",
                                "If that was not you, change your passphrase."));
            case OPEN ->
                undecided(
                        exchange,
                        who,
                        410,
                        asked,
                        "This request waited too long",
                        List.of("Its time is over and nothing was allowed. Start again at the program."));
        };
    }

    /** A request the owner can allow nothing of. */
    Reply hopeless(Exchange exchange, SignedIn who, Question question) {
        var places = question.asked().resources();
        var sentence = places.isEmpty()
                ? "You may give nothing of what this program asks for."
                : "You may give nothing at " + String.join(", ", places)
                        + ". The operator decides what each owner may give.";
        return page(
                exchange,
                who,
                403,
                Tone.BAD,
                "You cannot allow this",
                List.of(sentence),
                question.asked()
                        .redirect()
                        .map(target -> new Link(
                                answers.error(
                                        target,
                                        "interaction_required",
                                        "This owner may give nothing of what was asked; another may."),
                                "Tell the program")),
                question.asked().redirect().map(target -> Pages.hostOf(URI.create(target.uri()))));
    }

    /** A request of an agent that goes on from what has ended. */
    Reply moot(Exchange exchange, SignedIn who) {
        return page(
                exchange,
                who,
                409,
                Tone.PLAIN,
                "There is nothing to go on from",
                List.of(
                        "The agent asked for more than it had, and what it had has ended meanwhile. Nothing was allowed.",
                        "Start again at the program if it shall act for you anew."),
                Optional.of(new Link("/console", "To the console")),
                Optional.empty());
    }

    private Reply approved(Exchange exchange, SignedIn who, Asks.Ask ask, Asked asked) {
        var name = "“" + Foreign.name(asked.asker().name()) + "”";
        if (ask.transport().equals("pat") && !ask.address().equals(Origin.HOST.address())) {
            return page(
                    exchange,
                    who,
                    200,
                    Tone.GOOD,
                    "Approved",
                    List.of("The token " + name + " is yours. Its secret is shown once, in this browser."),
                    Optional.of(new Link("/console/tokens/made", "Go on to the token")),
                    Optional.empty());
        }
        return page(
                exchange,
                who,
                200,
                Tone.GOOD,
                "Approved",
                List.of(
                        switch (ask.transport()) {
                            case "call" ->
                                name + " may make this one call, once. Tell it to try again; you can close this page.";
                            case Approve.BY_HOLDER ->
                                name
                                        + " has it from its next token on, which it fetches by itself. Tell it to go on; you can "
                                        + "close this page.";
                            default ->
                                name
                                        + " fetches what you allowed by itself, within a few seconds. Go back to it; you can "
                                        + "close this page.";
                        },
                        "You can take the approval back in the console at any time."),
                Optional.of(new Link("/console", "To the console")),
                Optional.empty());
    }

    private Reply denied(Exchange exchange, SignedIn who) {
        return page(
                exchange,
                who,
                200,
                Tone.PLAIN,
                "Denied",
                List.of("The program got nothing, and hears no when it asks again. You can close this page."),
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
                                answers.error(target, "interaction_required", heading + ". A human has to decide."),
                                "Back to the program")),
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
