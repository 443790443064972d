package dev.countersign.server.host;

import dev.countersign.acts.Approve;
import dev.countersign.acts.Ask;
import dev.countersign.acts.FailProof;
import dev.countersign.acts.Origin;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.KeepChoices;
import dev.countersign.core.Approval;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.Digest;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.Role;
import dev.countersign.core.Subject;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.operations.OwnerRules;
import dev.countersign.server.people.Passphrases;
import dev.countersign.server.people.Presence;
import dev.countersign.store.Asks;
import dev.countersign.store.Owners;
import dev.countersign.store.PersonalTokens;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Personal access tokens, as the host asks for them: a pending request like any other, decided by its owner's passphrase
 * here or on the consent page. The secret is made by who asks and only its hash comes here.
 */
final class PersonalTokenDesk {
    static final String TRANSPORT = "pat";

    private final Foundation foundation;
    private final OwnerAuthorities authorities;
    private final Presence presence;
    private final PersonalTokenWishes wishes;
    private final boolean pages;

    /**
     * @param pages whether somebody serves the consent page of this data
     */
    PersonalTokenDesk(Foundation foundation, Passphrases passphrases, boolean pages) {
        this.foundation = foundation;
        this.authorities = OwnerRules.of(foundation.config());
        this.presence =
                Presence.onHost(foundation.config().issuer(), foundation.acts(), foundation.master(), passphrases);
        this.wishes = new PersonalTokenWishes(foundation.config());
        this.pages = pages;
    }

    /** Makes the pending request. */
    ObjectNode ask(ObjectNode request) {
        var now = foundation.acts().now();
        var wish = wishes.read(request, now);
        var owner = owner(wish.owner());
        var granted = granted(owner, wish);
        if (granted.isNothing()) {
            throw new HostRefusal(
                    wish.owner() + " may give nothing there; the operator decides what each owner may give");
        }
        catalogues(granted.locations(), wish.servers());
        Config config = foundation.config();
        var passphrase =
                foundation.acts().read(tx -> tx.owners().passphrase(owner.id())).isPresent()
                        && granted.actions().stream().noneMatch(config.consent().passkeyOnly()::contains);
        if (!passphrase && !pages) {
            throw new HostRefusal("this takes a passkey on the consent page; start the server and try again");
        }
        var ask = new Asks.Ask(
                Secrets.id("ask"),
                TRANSPORT,
                Optional.of(owner.id()),
                ClientId.PERSONAL,
                wish.asked().kind(),
                wish.asked().json(),
                Secrets.random(16),
                Optional.empty(),
                Asks.State.OPEN,
                0,
                now,
                now.plus(config.consent().timeout()),
                Optional.empty(),
                Origin.HOST.address(),
                "");
        var token = new PersonalTokens.Token(
                Secrets.id("pat"),
                wish.hash(),
                wish.name(),
                ask.id(),
                wish.until(),
                Optional.empty(),
                now,
                Optional.empty());
        foundation.acts().perform(new Ask(ask, Optional.of(token)), Origin.HOST);
        foundation.acts().upkeep(new KeepChoices(ask.id(), wish.choices().toString()));
        var answer = object().put("ask", ask.id())
                .put("id", token.id())
                .put("passphrase", passphrase)
                .put("pages", pages)
                .put("url", config.issuer() + "/consent/" + ask.id())
                .put("expires_at", ask.expiresAt().toString())
                .put("until", wish.until().toString());
        answer.set("authorization_details", granted.toJson());
        return answer;
    }

    /** Approves it by the owner's passphrase. */
    ObjectNode approve(ObjectNode request) {
        var ask = pending(request);
        if (!ask.open(foundation.acts().now())) throw decided();
        var owner = foundation
                .acts()
                .read(tx -> ask.owner().flatMap(tx.owners()::find))
                .orElseThrow(PersonalTokenDesk::unknown);
        Config config = foundation.config();
        if (config.consent().admins() == Config.Admins.DENY && owner.role() == Role.ADMIN) {
            throw new HostRefusal("admins approve nothing here (consent.admins is deny); name an ordinary owner");
        }
        var stored = ask.choices().map(StrictJson::parse);
        if (stored.filter(json -> json.has("until")).isEmpty() || !(stored.get() instanceof ObjectNode choices)) {
            throw new HostRefusal("the request was opened in a browser meanwhile; decide it there, or ask again");
        }
        var wish = wishes.kept(owner.name(), Asked.parse(ask.request()), choices);
        var granted = granted(owner, wish);
        if (granted.isNothing()
                || granted.actions().stream().anyMatch(config.consent().passkeyOnly()::contains)) {
            throw new HostRefusal("this takes a passkey; decide it on the consent page");
        }
        var what = digest(ask, choices);
        return switch (proof(owner, request.path("passphrase").asString(""), what)) {
            case Presence.Outcome.Proved(var evidence, var count) -> approved(ask, owner, wish, evidence);
            case Presence.Outcome.Throttled(int seconds) ->
                throw new HostRefusal("too many wrong passphrases; try again in " + seconds + " seconds");
            case Presence.Outcome.Failed(var method, var sentence) -> {
                foundation
                        .acts()
                        .perform(
                                new FailProof(
                                        ask.id(),
                                        owner.id(),
                                        method,
                                        foundation.acts().now()),
                                Origin.HOST);
                throw new HostRefusal("this is not the passphrase of " + owner.name() + "; nothing was made");
            }
        };
    }

    private Presence.Outcome proof(Owners.Owner owner, String passphrase, Digest what) {
        try {
            return presence.passphrase(owner.id(), passphrase, what);
        } catch (Passphrases.Busy busy) {
            throw new HostRefusal("more passphrases wait than can be checked soon; try again in a few seconds");
        }
    }

    private ObjectNode approved(Asks.Ask ask, Owners.Owner owner, PersonalTokenWishes.Wish wish, Evidence evidence) {
        var granted = granted(owner, wish).requireWithinLimits();
        var draft = Grant.of(
                        new GrantId(Secrets.id("gr")),
                        new Subject.Owner(owner.id()),
                        ClientId.PERSONAL,
                        new Approval.Presence(evidence),
                        evidence.at(),
                        wish.until())
                .kind(ask.kind())
                .authority(granted)
                .catalogues(catalogues(granted.locations(), wish.servers()))
                .delegation(wish.chosen().delegation())
                .build();
        var act = new Approve(
                ask.id(),
                draft,
                Optional.empty(),
                Optional.empty(),
                foundation.acts().now());
        return switch (foundation.acts().perform(act, Origin.HOST)) {
            case Approve.Outcome.Approved _ -> state(ask.id());
            case Approve.Outcome.TooLate _, Approve.Outcome.Overtaken _ -> throw decided();
        };
    }

    /** Where a request stands. */
    ObjectNode state(String id) {
        var ask = foundation.acts().read(tx -> tx.asks().find(id)).orElseThrow(PersonalTokenDesk::unknown);
        var open = ask.open(foundation.acts().now());
        var state = ask.state() == Asks.State.OPEN && !open
                ? "expired"
                : ask.state().name().toLowerCase(Locale.ROOT);
        var answer = object().put("state", state);
        ask.grant()
                .flatMap(grant -> foundation.acts().read(tx -> tx.grants().find(grant)))
                .ifPresent(grant -> answer.put("grant", grant.id().value())
                        .put("until", grant.until().toString())
                        .set("authorization_details", grant.authority().toJson()));
        return answer;
    }

    private Asks.Ask pending(ObjectNode request) {
        return foundation
                .acts()
                .read(tx -> tx.asks().find(request.path("ask").asString("")))
                .filter(found -> found.transport().equals(TRANSPORT))
                .orElseThrow(PersonalTokenDesk::unknown);
    }

    private Owners.Owner owner(String name) {
        return foundation
                .acts()
                .read(tx -> tx.owners().named(name))
                .orElseThrow(() -> new HostRefusal("there is no owner named \"" + name + "\""));
    }

    private Authority granted(Owners.Owner owner, PersonalTokenWishes.Wish wish) {
        var mine = foundation.acts().read(tx -> authorities.of(owner.id(), tx));
        return wish.chosen().granted(mine, wish.asked());
    }

    /** The tools the servers show now: nothing is pinned unseen, and nobody looks at a page here. */
    private Map<String, String> catalogues(Set<String> locations, Map<String, String> servers) {
        var seen = new HashMap<String, String>();
        for (var location : locations) {
            var server = servers.get(location);
            if (server == null) continue;
            var digest = foundation.acts().read(tx -> tx.catalogues().current(server));
            seen.put(
                    server,
                    digest.orElseThrow(() -> new HostRefusal("nobody has seen the tools of \"" + server
                            + "\" yet; start the server so that it can look, and try again")));
        }
        return seen;
    }

    /** What presence is proved on: the request, what was chosen, and the nonce. */
    private static Digest digest(Asks.Ask ask, ObjectNode choices) {
        var object = object().put("ask", ask.id()).put("nonce", ask.nonce());
        object.set("request", StrictJson.parse(ask.request()));
        object.set("choices", choices);
        return Canonical.digest(object);
    }

    private static HostRefusal decided() {
        return new HostRefusal("the request was decided meanwhile, or its time is over; ask again");
    }

    private static HostRefusal unknown() {
        return new HostRefusal("there is no such request; ask again");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
