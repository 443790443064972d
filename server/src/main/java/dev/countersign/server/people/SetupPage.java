package dev.countersign.server.people;

import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.ResetOwner;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.SignIn;
import dev.countersign.core.OwnerId;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.generated.JtesetupGenerated;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Owners;
import dev.countersign.store.Tickets.Ticket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * {@code /setup/{ticket}}: the first owner, or new credentials for one, by a link the operator made. Looking at it consumes
 * nothing; the post redeems it once.
 */
final class SetupPage {
    private static final String FIRST_PASSKEY = Phrases.say("setup.passkey.first");
    private final People.Parts parts;

    SetupPage(People.Parts parts) {
        this.parts = parts;
    }

    Reply show(Exchange exchange) {
        var ticket = ticket(exchange);
        return page(200, exchange, ticket, parts.forms().bind(exchange), "", List.of());
    }

    Reply submit(Exchange exchange) {
        parts.requests().requireOwnOrigin(exchange);
        var ticket = ticket(exchange);
        var bound = parts.forms().require(exchange, purpose(ticket));
        var form = exchange.form();
        var owner = reset(ticket);
        var name = owner.map(Owners.Owner::name)
                .orElseGet(() -> form.one("name").orElse("").strip());
        var attestation = form.one("attestation");
        var made = attestation.flatMap(json ->
                parts.forms().challenges(bound, purpose(ticket), parts.acts().now()).stream()
                        .flatMap(challenge -> parts.webAuthn().made(json, challenge).stream())
                        .findFirst());
        var chosen = NewCredentials.of(
                attestation,
                made,
                form.one("passphrase").orElse(""),
                form.one("again").orElse(""),
                List.of(name, "countersign"));
        var objection = OwnerNames.objection(name);
        if (objection.isPresent()) {
            return page(422, exchange, ticket, bound, name, List.of(new Problem("name", objection.get())));
        }
        if (!chosen.problems().isEmpty()) return page(422, exchange, ticket, bound, name, chosen.problems());
        return owner.isPresent()
                ? reset(exchange, ticket, owner.get(), chosen)
                : create(exchange, ticket, bound, name, chosen);
    }

    private Reply create(Exchange exchange, Ticket ticket, Forms.Bound bound, String name, NewCredentials chosen) {
        var id = new OwnerId(Secrets.id("own"));
        var now = parts.acts().now();
        var hash = chosen.passphrase().map(parts::hash);
        var outcome = parts.acts()
                .perform(
                        new CreateOwner(
                                id,
                                name,
                                "setup",
                                Optional.of(ticket.hash()),
                                hash,
                                chosen.passkey(id, FIRST_PASSKEY, now),
                                now),
                        Requests.of(exchange));
        return switch (outcome) {
            case CREATED -> signedIn(exchange, id, chosen);
            case NAME_TAKEN -> {
                var problem = new Problem("name", Phrases.say("setup.taken"));
                yield page(422, exchange, ticket, bound, name, List.of(problem));
            }
            case TICKET_SPENT -> throw spent();
            case OWNER_EXISTS ->
                throw Phrases.refusal(409, "setup.owned")
                        .onward(java.net.URI.create("/login"), Phrases.say("login.title"));
        };
    }

    private Reply reset(Exchange exchange, Ticket ticket, Owners.Owner owner, NewCredentials chosen) {
        var now = parts.acts().now();
        var hash = chosen.passphrase().map(parts::hash);
        var done = parts.acts()
                .perform(
                        new ResetOwner(
                                owner.id(), ticket.hash(), hash, chosen.passkey(owner.id(), FIRST_PASSKEY, now), now),
                        Requests.of(exchange));
        if (!done) throw spent();
        return signedIn(exchange, owner.id(), chosen);
    }

    private Reply signedIn(Exchange exchange, OwnerId id, NewCredentials chosen) {
        var owner = parts.acts().read(tx -> tx.owners().find(id)).orElseThrow();
        var passkey = chosen.passkey().map(made -> new SignIn.Used(made.id(), made.signCount()));
        var reply = parts.sessions()
                .open(
                        Reply.seeOther(Paths.HOME),
                        exchange,
                        owner,
                        passkey.isPresent() ? "passkey" : "passphrase",
                        passkey);
        return parts.browsers().remember(parts.forms().forget(reply), exchange, id);
    }

    private Reply page(
            int status, Exchange exchange, Ticket ticket, Forms.Bound bound, String name, List<Problem> problems) {
        var owner = reset(ticket);
        var off = parts.webAuthn().off();
        var user = owner.map(Owners.Owner::id)
                .map(OwnerId::value)
                .orElse(ticket.hash())
                .getBytes(StandardCharsets.UTF_8);
        var options = parts.webAuthn()
                .creationOptions(
                        parts.forms()
                                .challenge(bound, purpose(ticket), parts.acts().now()),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(user),
                        owner.map(Owners.Owner::name).orElse("owner"),
                        List.of());
        var view = new SetupView(
                parts.pages()
                        .chrome(
                                Phrases.say(owner.isPresent() ? "reset.chrome" : "setup.chrome"),
                                true,
                                exchange.requestId()),
                exchange.path(),
                parts.forms().token(bound, purpose(ticket)),
                owner.map(Owners.Owner::name).orElse(name),
                owner.isPresent(),
                off.isPresent() ? Optional.empty() : Optional.of(options),
                off,
                PassphraseRules.SHORTEST,
                problems);
        return parts.forms().remember(Pages.page(status, out -> JtesetupGenerated.render(out, null, view)), bound);
    }

    private Optional<Owners.Owner> reset(Ticket ticket) {
        return ticket.kind().equals("reset")
                ? parts.acts().read(tx -> tx.owners().find(new OwnerId(ticket.subject())))
                : Optional.empty();
    }

    private Ticket ticket(Exchange exchange) {
        var hash = Secrets.hash(exchange.segment("ticket"));
        return parts.acts()
                .read(tx -> tx.tickets().find(hash))
                .filter(found -> found.kind().equals("setup") || found.kind().equals("reset"))
                .filter(found -> found.redeemable(parts.acts().now()))
                .orElseThrow(SetupPage::spent);
    }

    private static String purpose(Ticket ticket) {
        return "setup/" + ticket.hash();
    }

    private static Refusal.Page spent() {
        return Phrases.refusal(410, "setup.spent");
    }
}
