package dev.countersign.server.people;

import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Secrets;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Role;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JteownersGenerated;
import dev.countersign.server.people.Ceremonies.Pending;
import dev.countersign.server.people.Ceremonies.Proof;
import dev.countersign.server.people.Ceremonies.Step;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.store.Owners;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code /console/settings/owners}: the human accounts, for admins. Adding one takes the admin's presence on exactly that
 * name; every consent page tells the others of it for a week. {@link RolePages} changes a role.
 */
final class OwnerPages {
    static final String PATH = "/console/settings/owners";

    private final People.Parts parts;
    private final CredentialPages credentials;

    OwnerPages(People.Parts parts, CredentialPages credentials) {
        this.parts = parts;
        this.credentials = credentials;
    }

    void routes(Routes routes) {
        routes.get(PATH, this::show);
        routes.post(PATH, this::add);
        new RolePages(parts, credentials, this).routes(routes);
    }

    private Reply show(Exchange exchange) {
        parts.requireAnyOwner();
        var who = parts.sessions().current(exchange);
        if (who.isEmpty()) return Reply.seeOther(Paths.signIn(PATH));
        var done = exchange.query().one("done").flatMap(what -> switch (what) {
            case "added" -> Optional.of(Phrases.say("owners.added"));
            case "role" -> Optional.of(Phrases.say("roles.changed"));
            default -> Optional.empty();
        });
        return page(200, exchange, admin(who.get()), done, List.of());
    }

    /**
     * @throws Refusal.Page 403 for everybody else
     */
    static SignedIn admin(SignedIn who) {
        if (who.owner().role() == Role.ADMIN) return who;
        throw notAdmin();
    }

    static Refusal.Page notAdmin() {
        return Phrases.refusal(403, "admins");
    }

    private Reply add(Exchange exchange) {
        var who = admin(parts.sessions().requirePost(exchange));
        var form = exchange.form();
        Pending wanted;
        if (form.has("ceremony")) {
            wanted = parts.ceremonies().begin("add-owner", Map.of());
        } else {
            var name = form.one("name").orElse("");
            var problems = problems(name, exchange, who);
            if (!problems.isEmpty()) return page(422, exchange, who, Optional.empty(), problems);
            wanted = parts.ceremonies()
                    .begin(
                            "add-owner",
                            Map.of(
                                    "name",
                                    name,
                                    "hash",
                                    parts.hash(form.one("new_passphrase").orElse(""))));
        }
        return switch (parts.ceremonies().step(exchange, who, wanted)) {
            case Step.Proved(var pending, var proof) -> create(exchange, who, pending, proof);
            case Step.Ask(var pending) ->
                credentials.ask(
                        exchange,
                        who,
                        pending,
                        Phrases.say("owners.ask"),
                        List.of(Fact.of(Phrases.say("owners.name"), pending.detail("name"))),
                        PATH);
            case Step.Failed(var method, var sentence) -> {
                credentials.note(exchange, who, "add-owner", method);
                yield page(422, exchange, who, Optional.empty(), List.of(new Problem("passphrase", sentence)));
            }
        };
    }

    private List<Problem> problems(String name, Exchange exchange, SignedIn who) {
        var problems = new ArrayList<Problem>();
        OwnerNames.objection(name).ifPresent(sentence -> problems.add(new Problem("name", sentence)));
        if (parts.acts().read(tx -> tx.owners().named(name)).isPresent()) problems.add(taken());
        NewCredentials.of(
                        Optional.empty(),
                        Optional.empty(),
                        exchange.form().one("new_passphrase").orElse(""),
                        exchange.form().one("again").orElse(""),
                        List.of(name, who.owner().name(), "countersign"))
                .problems()
                .forEach(found -> problems.add(
                        new Problem(found.field().equals("again") ? "again" : "new-passphrase", found.message())));
        return problems;
    }

    private static Problem taken() {
        return new Problem("name", Phrases.say("owners.taken"));
    }

    private Reply create(Exchange exchange, SignedIn who, Pending pending, Proof proof) {
        var act = new CreateOwner(
                new OwnerId(Secrets.id("own")),
                pending.detail("name"),
                who.owner().id().value(),
                Optional.empty(),
                Optional.of(pending.detail("hash")),
                Optional.empty(),
                parts.acts().now(),
                Optional.of(proof.evidence()),
                proof.count());
        return parts.acts().perform(act, Requests.of(exchange)) == CreateOwner.Outcome.CREATED
                ? Reply.seeOther(PATH + "?done=added")
                : page(422, exchange, who, Optional.empty(), List.of(taken()));
    }

    /** The page of all owners, with what was done or went wrong. */
    Reply page(int status, Exchange exchange, SignedIn who, Optional<String> message, List<Problem> problems) {
        var owner = who.owner().id();
        var all = parts.acts().read(tx -> tx.owners().all());
        var names = all.stream().collect(Collectors.toMap(one -> one.id().value(), Owners.Owner::name));
        var hasPassphrase =
                parts.acts().read(tx -> tx.owners().passphrase(owner)).isPresent();
        var passkeys = parts.acts().read(tx -> tx.passkeys().of(owner));
        var view = new OwnersView(
                parts.pages()
                        .chrome(Phrases.say("settings.owners"), false, exchange.requestId(), who.chrome())
                        .in(Section.SETTINGS),
                who.formToken(),
                parts.acts().now(),
                message,
                problems,
                all.stream()
                        .map(one -> new OwnersView.Account(
                                one.id().value(),
                                one.name(),
                                Phrases.say("role." + one.role().name()),
                                Phrases.say("owners.by", names.getOrDefault(one.addedBy(), one.addedBy())),
                                one.createdAt()))
                        .toList(),
                exchange.method().equals("POST")
                        ? Foreign.name(exchange.form().one("name").orElse(""))
                        : "",
                hasPassphrase,
                PassphraseRules.SHORTEST,
                CredentialPages.proofHint(hasPassphrase, !passkeys.isEmpty()));
        return Pages.page(status, out -> JteownersGenerated.render(out, null, view));
    }
}
