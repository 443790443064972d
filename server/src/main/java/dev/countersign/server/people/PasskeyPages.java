package dev.countersign.server.people;

import dev.countersign.acts.AddPasskey;
import dev.countersign.acts.RemovePasskey;
import dev.countersign.acts.RenamePasskey;
import dev.countersign.core.Digest;
import dev.countersign.server.pages.ConfirmView;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.Told;
import dev.countersign.server.pages.generated.JtepasskeyGenerated;
import dev.countersign.server.people.Ceremonies.Pending;
import dev.countersign.server.people.Ceremonies.Step;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.store.Passkeys.Passkey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An owner's passkeys: added, renamed and removed, each with presence on that very act. */
final class PasskeyPages {

    private static final int LONGEST_NAME = 64;
    private static final int MOST = 20;
    private final People.Parts parts;
    private final CredentialPages credentials;

    PasskeyPages(People.Parts parts, CredentialPages credentials) {
        this.parts = parts;
        this.credentials = credentials;
    }

    void routes(Routes routes) {
        routes.post("/console/passkeys", this::add);
        routes.get("/console/passkeys/{id}", this::show);
        routes.post("/console/passkeys/{id}", this::change);
    }

    static Told history(Passkey passkey, Instant now) {
        var added = Told.at(passkey.createdAt(), now);
        return passkey.lastUsedAt()
                .map(at -> Phrases.tell("passkey.history", added, Told.at(at, now)))
                .orElseGet(() -> Phrases.tell("passkey.history.unused", added));
    }

    /** First presence, then the new passkey: two posts, or three when a passkey proves presence. */
    private Reply add(Exchange exchange) {
        var who = parts.sessions().requirePost(exchange);
        if (parts.webAuthn().off().isPresent()) {
            throw new Refusal.Page(
                    409,
                    Phrases.say("passkey.off.heading"),
                    parts.webAuthn().off().get());
        }
        var form = exchange.form();
        var attestation = form.one("attestation");
        if (attestation.isPresent()) return made(exchange, who, attestation.get());
        var name = Foreign.text(form.one("name").orElse(""), LONGEST_NAME);
        if (name.isEmpty() && !form.has("ceremony")) {
            return again(exchange, who, new Problem("passkey-name", Phrases.say("passkey.nameless")));
        }
        if (parts.acts().read(tx -> tx.passkeys().of(who.owner().id())).size() >= MOST) {
            return again(exchange, who, new Problem("passkey-name", Phrases.say("passkey.most", MOST)));
        }
        var wanted = parts.ceremonies().begin("add-passkey", Map.of("name", name));
        return switch (parts.ceremonies().step(exchange, who, wanted)) {
            case Step.Proved(var pending, var proof) -> make(exchange, who, pending.proved(proof));
            case Step.Ask(var pending) ->
                credentials.ask(
                        exchange,
                        who,
                        pending,
                        Phrases.say("passkey.add.ask"),
                        List.of(Fact.of(
                                Phrases.say("passkey.add.what"),
                                Phrases.say("passkey.add.named", pending.detail("name")))),
                        "/console/passkeys");
            case Step.Failed(var method, var sentence) ->
                credentials.failed(exchange, who, "add-passkey", method, new Problem("passkey-name", sentence));
        };
    }

    private Reply make(Exchange exchange, SignedIn who, Pending pending) {
        var owner = who.owner();
        var user = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(owner.id().value().getBytes(StandardCharsets.UTF_8));
        var present = parts.acts().read(tx -> tx.passkeys().of(owner.id()));
        return Pages.confirm(new ConfirmView(
                parts.pages().chrome(Phrases.say("passkey.make"), true, exchange.requestId(), who.chrome()),
                Phrases.say("passkey.make.heading"),
                Phrases.say("passkey.make.sentence"),
                List.of(),
                List.of(Fact.of(Phrases.say("passkey.name"), pending.detail("name"))),
                "/console/passkeys",
                who.formToken(),
                "create",
                parts.webAuthn().creationOptions(challenge(pending), user, owner.name(), present),
                "attestation",
                List.of(Fact.of("ceremony", parts.ceremonies().close(pending, who))),
                false,
                Section.SETTINGS.path()));
    }

    private Reply made(Exchange exchange, SignedIn who, String attestation) {
        var pending = exchange.form()
                .one("ceremony")
                .flatMap(text -> parts.ceremonies().open(text, "add-passkey", who))
                .filter(found -> found.proof().isPresent());
        if (pending.isEmpty() || !parts.ceremonies().consume(pending.get())) {
            return again(exchange, who, new Problem("passkey-name", Phrases.say("proof-of-you.old")));
        }
        var made = parts.webAuthn().made(attestation, challenge(pending.get()));
        if (made.isEmpty()) {
            return again(exchange, who, new Problem("passkey-name", Phrases.say("passkey.unfit")));
        }
        var proof = pending.get().proof().orElseThrow();
        var passkey = new Passkey(
                made.get().id(),
                who.owner().id(),
                pending.get().detail("name"),
                made.get().record(),
                made.get().signCount(),
                parts.acts().now(),
                Optional.empty());
        var added =
                parts.acts().perform(new AddPasskey(passkey, proof.evidence(), proof.count()), Requests.of(exchange));
        return added
                ? Reply.seeOther("/console/settings?done=added")
                : again(exchange, who, new Problem("passkey-name", Phrases.say("passkey.double")));
    }

    private static byte[] challenge(Pending pending) {
        return Digest.of("make/" + pending.digest().base64url()).bytes();
    }

    private Reply show(Exchange exchange) {
        var who = parts.sessions().current(exchange);
        if (who.isEmpty()) return Reply.seeOther(Paths.signIn(Section.SETTINGS.path()));
        return page(200, exchange, who.get(), passkey(exchange, who.get()), List.of());
    }

    private Reply change(Exchange exchange) {
        var who = parts.sessions().requirePost(exchange);
        var passkey = passkey(exchange, who);
        var act = exchange.form().one("act").orElse("rename");
        return act.equals("remove") ? remove(exchange, who, passkey) : rename(exchange, who, passkey);
    }

    private Reply rename(Exchange exchange, SignedIn who, Passkey passkey) {
        var name = Foreign.text(exchange.form().one("name").orElse(passkey.name()), LONGEST_NAME);
        if (name.isEmpty())
            return page(422, exchange, who, passkey, List.of(new Problem("name", Phrases.say("passkey.unnamed"))));
        var wanted = parts.ceremonies().begin("rename-passkey", Map.of("id", passkey.id(), "name", name));
        return switch (parts.ceremonies().step(exchange, who, wanted)) {
            case Step.Proved(var pending, var proof) -> {
                parts.acts()
                        .perform(
                                new RenamePasskey(
                                        who.owner().id(),
                                        pending.detail("id"),
                                        pending.detail("name"),
                                        proof.evidence(),
                                        proof.count()),
                                Requests.of(exchange));
                yield Reply.seeOther("/console/settings?done=renamed");
            }
            case Step.Ask(var pending) ->
                credentials.ask(
                        exchange,
                        who,
                        pending,
                        Phrases.say("passkey.rename.ask"),
                        List.of(
                                Fact.of(Phrases.say("passkey.from"), passkey.name()),
                                Fact.of(Phrases.say("passkey.to"), name)),
                        exchange.path());
            case Step.Failed(var method, var sentence) ->
                failed(exchange, who, passkey, "rename-passkey", method, sentence);
        };
    }

    private Reply remove(Exchange exchange, SignedIn who, Passkey passkey) {
        var wanted = parts.ceremonies().begin("remove-passkey", Map.of("id", passkey.id()));
        return switch (parts.ceremonies().step(exchange, who, wanted)) {
            case Step.Proved(var pending, var proof) -> {
                var outcome = parts.acts()
                        .perform(
                                new RemovePasskey(
                                        who.owner().id(), pending.detail("id"), proof.evidence(), proof.count()),
                                Requests.of(exchange));
                yield outcome == RemovePasskey.Outcome.LAST_CREDENTIAL
                        ? page(422, exchange, who, passkey, List.of(new Problem("name", Phrases.say("passkey.last"))))
                        : Reply.seeOther("/console/settings?done=removed");
            }
            case Step.Ask(var pending) ->
                credentials.ask(
                        exchange,
                        who,
                        pending,
                        Phrases.say("passkey.remove.ask"),
                        List.of(Fact.of(Phrases.say("passkey.remove.what"), passkey.name())),
                        exchange.path());
            case Step.Failed(var method, var sentence) ->
                failed(exchange, who, passkey, "remove-passkey", method, sentence);
        };
    }

    private Reply failed(
            Exchange exchange, SignedIn who, Passkey passkey, String purpose, String method, String sentence) {
        credentials.note(exchange, who, purpose, method);
        return page(422, exchange, who, passkey, List.of(new Problem("passphrase", sentence)));
    }

    private Reply again(Exchange exchange, SignedIn who, Problem problem) {
        return credentials.failed(exchange, who, "add-passkey", "none", problem);
    }

    private Passkey passkey(Exchange exchange, SignedIn who) {
        return parts.acts()
                .read(tx -> tx.passkeys().find(exchange.segment("id")))
                .filter(found -> found.owner().equals(who.owner().id()))
                .orElseThrow(() -> Phrases.refusal(404, "passkey.none"));
    }

    private Reply page(int status, Exchange exchange, SignedIn who, Passkey passkey, List<Problem> problems) {
        var hasPassphrase = parts.acts()
                .read(tx -> tx.owners().passphrase(who.owner().id()))
                .isPresent();
        var view = new PasskeyView(
                parts.pages()
                        .chrome(Phrases.say("passkey.title"), true, exchange.requestId(), who.chrome())
                        .in(Section.SETTINGS),
                who.formToken(),
                passkey.id(),
                passkey.name(),
                history(passkey, parts.acts().now()),
                hasPassphrase,
                CredentialPages.proofHint(hasPassphrase, true),
                problems);
        return Pages.page(status, out -> JtepasskeyGenerated.render(out, null, view));
    }
}
