package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.FailProof;
import dev.countersign.acts.upkeep.KeepChoices;
import dev.countersign.core.TokenKind;
import dev.countersign.server.pages.ConfirmView;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.people.People;
import dev.countersign.server.people.Presence.Outcome;
import dev.countersign.server.people.Requests;
import dev.countersign.server.web.Reply;
import java.util.List;

/** The proof that a human acts on exactly this choice: a passphrase in one post, a passkey in two. Thread-safe. */
final class Ceremony {
    private final Acts acts;
    private final People people;
    private final Pages pages;
    private final ConsentSettings settings;
    private final Sheet sheet;
    private final Verdicts verdicts;
    private final Approval approval;

    Ceremony(
            Acts acts,
            People people,
            Pages pages,
            ConsentSettings settings,
            Sheet sheet,
            Verdicts verdicts,
            Approval approval) {
        this.acts = acts;
        this.people = people;
        this.pages = pages;
        this.settings = settings;
        this.sheet = sheet;
        this.verdicts = verdicts;
        this.approval = approval;
    }

    /** The second post of a passkey approval. */
    Reply byPasskey(Deciding deciding, String assertion) {
        var owner = deciding.who().owner().id();
        return proved(deciding, people.presence().passkey(owner, assertion, deciding.what()));
    }

    Reply byPassphrase(Deciding deciding, String text) {
        if (deciding.chosen().access().implied().stream().anyMatch(settings.passkeyOnly()::contains)) {
            return again(deciding, new Problem("passphrase", Phrases.say("mend.passkey-only")));
        }
        var owner = deciding.who().owner().id();
        return proved(deciding, people.presence().passphrase(owner, text, deciding.what(), deciding.exchange()));
    }

    private Reply proved(Deciding deciding, Outcome outcome) {
        var ask = deciding.question().ask();
        var who = deciding.who();
        return switch (outcome) {
            case Outcome.Proved(var evidence, var count) ->
                approval.of(
                        deciding.exchange(),
                        who,
                        deciding.question(),
                        deciding.chosen(),
                        deciding.choices().ends(),
                        evidence,
                        count);
            case Outcome.Throttled(int seconds) -> throw People.tooManyGuesses(seconds);
            case Outcome.Failed(var method, var sentence) -> {
                var result = acts.perform(
                        new FailProof(ask.id(), who.owner().id(), method, acts.now()),
                        Requests.of(deciding.exchange()));
                if (result.ended()) {
                    yield verdicts.over(deciding.exchange(), who, sheet.find(ask.id(), who), 409);
                }
                var left = FailProof.MOST - result.failures();
                var field = method.equals("passphrase") ? "passphrase" : "main";
                yield again(deciding, new Problem(field, sentence + " " + Phrases.say("mend.tries", left)));
            }
        };
    }

    /** The first post of a passkey approval: the choices are stored, and the passkey is asked to sign their digest. */
    Reply challenge(Deciding deciding) {
        var who = deciding.who();
        var owner = who.owner().id();
        var passkeys = acts.read(tx -> tx.passkeys().of(owner));
        if (passkeys.isEmpty() || people.webAuthn().off().isPresent()) {
            return again(deciding, new Problem("passphrase", Phrases.say("proof-of-you.none")));
        }
        var question = deciding.question();
        var path = "/consent/" + question.ask().id();
        acts.upkeep(new KeepChoices(question.ask().id(), deciding.kept()));
        var asked = question.asked();
        var granted = deciding.chosen().granted(question.ownerAuthority(), asked);
        var facts = question.oneCall()
                .map(one -> one.facts(question, deciding.chosen(), acts.now()))
                .orElseGet(() -> asked.kind() == TokenKind.OWNER
                        ? OwnerLevel.words(asked, deciding.chosen(), acts.now())
                        : Words.chosen(
                                asked,
                                deciding.chosen(),
                                granted,
                                deciding.choices().ends().size(),
                                settings,
                                acts.now()));
        return Pages.confirm(new ConfirmView(
                pages.chrome(
                        Phrases.say("decide.title"), true, deciding.exchange().requestId(), who.chrome()),
                Phrases.say("decide.heading"),
                Phrases.say("decide.sentence"),
                List.of(),
                facts,
                path,
                who.formToken(),
                "get",
                people.webAuthn().challenge(deciding.what(), passkeys),
                "assertion",
                List.of(),
                true,
                path));
    }

    private Reply again(Deciding deciding, Problem problem) {
        return sheet.show(
                deciding.exchange(),
                deciding.who(),
                deciding.question().ask(),
                422,
                deciding.choices(),
                List.of(problem));
    }
}
