package dev.countersign.server.people;

import dev.countersign.acts.ChangeRole;
import dev.countersign.core.OwnerId;
import dev.countersign.core.Role;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.people.Ceremonies.Pending;
import dev.countersign.server.people.Ceremonies.Proof;
import dev.countersign.server.people.Ceremonies.Step;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.store.Owners;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code POST /console/settings/owners/role}: an admin, present on exactly that, gives an owner another role. */
final class RolePages {
    private static final String PATH = OwnerPages.PATH + "/role";
    private static final String ACT = "change-role";

    private final People.Parts parts;
    private final CredentialPages credentials;
    private final OwnerPages owners;

    RolePages(People.Parts parts, CredentialPages credentials, OwnerPages owners) {
        this.parts = parts;
        this.credentials = credentials;
        this.owners = owners;
    }

    void routes(Routes routes) {
        routes.post(PATH, this::change);
    }

    private Reply change(Exchange exchange) {
        var who = OwnerPages.admin(parts.sessions().requirePost(exchange));
        if (exchange.form().has("ceremony")) {
            return confirmed(exchange, who, parts.ceremonies().begin(ACT, Map.of()));
        }
        var all = parts.acts().read(tx -> tx.owners().all());
        var owner = exchange.form()
                .one("owner")
                .flatMap(id ->
                        all.stream().filter(one -> one.id().value().equals(id)).findFirst());
        var role = exchange.form()
                .one("role")
                .flatMap(wire -> Stream.of(Role.values())
                        .filter(one -> one.wire().equals(wire))
                        .findFirst());
        if (owner.isEmpty() || role.isEmpty()) return again(exchange, who, missing(owner, role));
        return objection(owner.get(), role.get(), all)
                .map(problem -> again(exchange, who, List.of(problem)))
                .orElseGet(() -> confirmed(exchange, who, wanted(owner.get(), role.get())));
    }

    private static List<Problem> missing(Optional<Owners.Owner> owner, Optional<Role> role) {
        var problems = new ArrayList<Problem>();
        if (owner.isEmpty()) problems.add(new Problem("role-owner", Phrases.say("roles.which")));
        if (role.isEmpty()) problems.add(new Problem("role-to", Phrases.say("roles.what")));
        return problems;
    }

    /** What would be refused anyway, before anybody is asked for a proof. */
    private static Optional<Problem> objection(Owners.Owner owner, Role to, List<Owners.Owner> all) {
        if (owner.role() == to) {
            return Optional.of(new Problem("role-to", Phrases.say("roles.same", owner.name(), word(to))));
        }
        var admins = all.stream().filter(one -> one.role() == Role.ADMIN).count();
        return owner.role() == Role.ADMIN && admins == 1 ? Optional.of(last(owner.name())) : Optional.empty();
    }

    private Pending wanted(Owners.Owner owner, Role to) {
        return parts.ceremonies()
                .begin(
                        ACT,
                        Map.of(
                                "owner",
                                owner.id().value(),
                                "name",
                                owner.name(),
                                "from",
                                owner.role().wire(),
                                "to",
                                to.wire()));
    }

    private Reply confirmed(Exchange exchange, SignedIn who, Pending wanted) {
        return switch (parts.ceremonies().step(exchange, who, wanted)) {
            case Step.Proved(var pending, var proof) -> perform(exchange, who, pending, proof);
            case Step.Ask(var pending) ->
                credentials.ask(
                        exchange,
                        who,
                        pending,
                        Phrases.say("roles.ask"),
                        List.of(
                                Fact.of(Phrases.say("owners.name"), pending.detail("name")),
                                Fact.of(Phrases.say("roles.from"), word(Role.ofWire(pending.detail("from")))),
                                Fact.of(Phrases.say("roles.to"), word(Role.ofWire(pending.detail("to"))))),
                        PATH);
            case Step.Failed(var method, var sentence) -> {
                credentials.note(exchange, who, ACT, method);
                yield again(exchange, who, List.of(new Problem("role-passphrase", sentence)));
            }
        };
    }

    private Reply perform(Exchange exchange, SignedIn who, Pending pending, Proof proof) {
        var act = new ChangeRole(
                new OwnerId(pending.detail("owner")),
                Role.ofWire(pending.detail("from")),
                Role.ofWire(pending.detail("to")),
                who.owner().id(),
                proof.evidence(),
                proof.count());
        return switch (parts.acts().perform(act, Requests.of(exchange))) {
            case CHANGED -> {
                // Who gave the role of admin away may not see the page of owners any more.
                var own = act.owner().equals(act.by());
                yield Reply.seeOther((own ? Section.SETTINGS.path() : OwnerPages.PATH) + "?done=role");
            }
            case NOT_ADMIN -> throw OwnerPages.notAdmin();
            case OUTDATED -> again(exchange, who, List.of(new Problem("role-owner", Phrases.say("roles.outdated"))));
            case LAST_ADMIN -> again(exchange, who, List.of(last(pending.detail("name"))));
        };
    }

    private Reply again(Exchange exchange, SignedIn who, List<Problem> problems) {
        return owners.page(422, exchange, who, Optional.empty(), problems);
    }

    private static Problem last(String name) {
        return new Problem("role-owner", Phrases.say("roles.last", name));
    }

    private static String word(Role role) {
        return Phrases.say("role." + role.name());
    }
}
