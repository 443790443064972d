package dev.countersign.server.people;

import dev.countersign.core.Evidence;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.people.Ceremonies.Step;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Presence for one act on a page of the console: by the passphrase in its form, or by a passkey on a page of its own. Thread-safe. */
public final class Confirmations {
    /** What is to be done, for the person who confirms it and for the digest that a passkey signs. */
    public record Wanted(String act, Map<String, String> details, String heading, List<Fact> facts) {}

    /** What came of it. */
    public sealed interface Answer {
        /**
         * It is proved.
         *
         * @param details of what was proved, which may have come with an earlier form
         * @param count the passkey's new signature counter, to store with the act
         */
        record Proved(Map<String, String> details, Evidence evidence, Optional<Long> count) implements Answer {}

        /** A passkey has to be used first. */
        record Asked(Reply page) implements Answer {}

        /** It is not proved; the sentence is for the person who tried. */
        record Failed(String sentence) implements Answer {}
    }

    private final People.Parts parts;
    private final CredentialPages credentials;

    Confirmations(People.Parts parts) {
        this.parts = parts;
        this.credentials = new CredentialPages(parts);
    }

    /** Looks for a proof in this form, and logs one that failed. */
    public Answer look(Exchange exchange, SignedIn who, Wanted wanted) {
        var begun = parts.ceremonies().begin(wanted.act(), wanted.details());
        return switch (parts.ceremonies().step(exchange, who, begun)) {
            case Step.Proved(var pending, var proof) ->
                new Answer.Proved(pending.details(), proof.evidence(), proof.count());
            case Step.Ask(var pending) ->
                new Answer.Asked(
                        credentials.ask(exchange, who, pending, wanted.heading(), wanted.facts(), exchange.path()));
            case Step.Failed(var method, var sentence) -> {
                credentials.note(exchange, who, wanted.act(), method);
                yield new Answer.Failed(sentence);
            }
        };
    }

    /** How this owner can confirm. */
    public boolean byPassphrase(SignedIn who) {
        return parts.acts().read(tx -> tx.owners().passphrase(who.owner().id())).isPresent();
    }

    /** What to say beside the field for the passphrase. */
    public String hint(SignedIn who) {
        var passkeys =
                !parts.acts().read(tx -> tx.passkeys().of(who.owner().id())).isEmpty();
        return CredentialPages.proofHint(byPassphrase(who), passkeys);
    }
}
