package dev.countersign.server.people;

import dev.countersign.acts.ChangePassphrase;
import dev.countersign.acts.RefuseProof;
import dev.countersign.core.Role;
import dev.countersign.server.pages.ConfirmView;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.JtecredentialsGenerated;
import dev.countersign.server.people.Ceremonies.Pending;
import dev.countersign.server.people.Ceremonies.Step;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /console/settings}: the owner's own credentials. Each change needs presence on that very act. */
final class CredentialPages {
    private static final Map<String, String> DONE = Map.of(
            "added", Phrases.say("done.added"),
            "renamed", Phrases.say("done.renamed"),
            "removed", Phrases.say("done.removed"),
            "passphrase", Phrases.say("done.passphrase"),
            "role", Phrases.say("roles.yours"));

    private final People.Parts parts;

    CredentialPages(People.Parts parts) {
        this.parts = parts;
    }

    void routes(Routes routes) {
        routes.get(Section.SETTINGS.path(), this::show);
        routes.post("/console/passphrase", this::passphrase);
        new PasskeyPages(parts, this).routes(routes);
        new OwnerPages(parts, this).routes(routes);
    }

    private Reply show(Exchange exchange) {
        parts.requireAnyOwner();
        var who = parts.sessions().current(exchange);
        if (who.isEmpty()) return Reply.seeOther(Paths.signIn(Section.SETTINGS.path()));
        var done = exchange.query().one("done").flatMap(key -> Optional.ofNullable(DONE.get(key)));
        return page(200, exchange, who.get(), done, List.of());
    }

    private Reply passphrase(Exchange exchange) {
        var who = parts.sessions().requirePost(exchange);
        var form = exchange.form();
        Pending wanted;
        if (form.has("ceremony")) {
            wanted = parts.ceremonies().begin("change-passphrase", Map.of());
        } else {
            var chosen = NewCredentials.of(
                    Optional.empty(),
                    Optional.empty(),
                    form.one("new_passphrase").orElse(""),
                    form.one("again").orElse(""),
                    List.of(who.owner().name(), "countersign"));
            if (!chosen.problems().isEmpty()) {
                var first = chosen.problems().getFirst();
                var field = first.field().equals("again") ? "again" : "new-passphrase";
                return page(422, exchange, who, Optional.empty(), List.of(new Problem(field, first.message())));
            }
            var hash = parts.hash(chosen.passphrase().orElseThrow());
            wanted = parts.ceremonies().begin("change-passphrase", Map.of("hash", hash));
        }
        return switch (parts.ceremonies().step(exchange, who, wanted)) {
            case Step.Proved(var pending, var proof) -> {
                parts.acts()
                        .perform(
                                new ChangePassphrase(
                                        who.owner().id(),
                                        pending.detail("hash"),
                                        who.session().hash(),
                                        proof.evidence(),
                                        proof.count()),
                                Requests.of(exchange));
                yield Reply.seeOther("/console/settings?done=passphrase");
            }
            case Step.Ask(var pending) ->
                ask(exchange, who, pending, Phrases.say("ways.passphrase.ask"), List.of(), "/console/passphrase");
            case Step.Failed(var method, var sentence) ->
                failed(exchange, who, "change-passphrase", method, new Problem("passphrase", sentence));
        };
    }

    /** The page that asks for a passkey, so that what is pending is done. */
    Reply ask(Exchange exchange, SignedIn who, Pending pending, String heading, List<Fact> facts, String action) {
        var passkeys = parts.acts().read(tx -> tx.passkeys().of(who.owner().id()));
        return Pages.confirm(new ConfirmView(
                parts.pages().chrome(heading, true, exchange.requestId(), who.chrome()),
                heading,
                Phrases.say("confirm.sentence"),
                List.of(),
                facts,
                action,
                who.formToken(),
                "get",
                parts.webAuthn().requestOptions(pending.digest().bytes(), passkeys),
                "assertion",
                List.of(
                        Fact.of("ceremony", parts.ceremonies().close(pending, who)),
                        Fact.of("act", pending.act().startsWith("remove") ? "remove" : "rename")),
                false,
                Section.SETTINGS.path()));
    }

    /** The console again, with what went wrong; a proof that failed is logged. */
    Reply failed(Exchange exchange, SignedIn who, String purpose, String method, Problem problem) {
        note(exchange, who, purpose, method);
        return page(422, exchange, who, Optional.empty(), List.of(problem));
    }

    void note(Exchange exchange, SignedIn who, String purpose, String method) {
        if (method.equals("none")) return;
        parts.acts().perform(new RefuseProof(who.owner().id(), purpose, method), Requests.of(exchange));
    }

    private Reply page(int status, Exchange exchange, SignedIn who, Optional<String> message, List<Problem> problems) {
        var owner = who.owner().id();
        var passkeys = parts.acts().read(tx -> tx.passkeys().of(owner));
        var hasPassphrase =
                parts.acts().read(tx -> tx.owners().passphrase(owner)).isPresent();
        var view = new CredentialsView(
                parts.pages()
                        .chrome(Section.SETTINGS.label(), false, exchange.requestId(), who.chrome())
                        .in(Section.SETTINGS),
                who.formToken(),
                who.owner().role() == Role.ADMIN,
                message,
                problems,
                passkeys.stream()
                        .map(passkey -> new CredentialsView.PasskeyLine(
                                passkey.id(),
                                passkey.name(),
                                PasskeyPages.history(passkey, parts.acts().now())))
                        .toList(),
                parts.webAuthn().off(),
                hasPassphrase,
                PassphraseRules.SHORTEST,
                proofHint(hasPassphrase, !passkeys.isEmpty()));
        return Pages.page(status, out -> JtecredentialsGenerated.render(out, null, view));
    }

    static String proofHint(boolean passphrase, boolean passkeys) {
        if (passphrase && passkeys) return Phrases.say("proof-of-you.either");
        return passkeys ? Phrases.say("proof-of-you.asked") : "";
    }
}
