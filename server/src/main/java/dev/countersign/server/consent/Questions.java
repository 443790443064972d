package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.Asked;
import dev.countersign.core.Chosen;
import dev.countersign.core.OneCall;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.server.consent.ConsentSettings.Place;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.web.Refusal;
import dev.countersign.store.Asks;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import dev.countersign.store.Owners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what a consent page needs to know. Thread-safe. */
final class Questions {
    /** How long the page waits for a server the request names, and for one it does not. */
    private static final Duration NAMED = Duration.ofSeconds(30);

    private static final Duration UNNAMED = Duration.ofSeconds(5);
    private static final int RETRY_SECONDS = 15;

    private final Acts acts;
    private final OwnerAuthorities authorities;
    private final ConsentSettings settings;
    private final ToolLists tools;

    Questions(Acts acts, OwnerAuthorities authorities, ConsentSettings settings, ToolLists tools) {
        this.acts = acts;
        this.authorities = authorities;
        this.settings = settings;
        this.tools = tools;
    }

    /**
     * @throws Refusal.Page 503 when a server that the request names does not show its tools: nothing is pinned unseen
     */
    Question of(Asks.Ask ask, Owners.Owner owner) {
        var asked = Asked.parse(ask.request());
        var device = acts.read(tx -> tx.deviceRequests().find(ask.id()));
        if (asked.kind() == TokenKind.OWNER) return ownerLevel(ask, device, asked, owner);
        var mine = acts.read(tx -> authorities.of(owner.id(), tx));
        var named = !asked.resources().isEmpty();
        var choose = asked.resources().size() != 1;
        var candidates = named ? asked.resources() : unnamed(asked);
        var possible = mine.meet(Chosen.asked(asked, candidates));
        var places = new ArrayList<Place>();
        var absent = new ArrayList<String>();
        var catalogues = new LinkedHashMap<String, Catalogue>();
        for (var id : candidates) {
            var place = settings.place(id).orElseGet(() -> new Place(id, id, Optional.empty()));
            if (choose && possible.at(id).isNothing()) continue;
            if (place.server().isPresent() && !possible.at(id).isNothing()) {
                var catalogue = tools.current(place.server().get(), named ? NAMED : UNNAMED);
                if (catalogue.isEmpty() && named) throw silent(place.server().get());
                if (catalogue.isEmpty()) {
                    absent.add(place.name());
                    continue;
                }
                catalogues.put(id, catalogue.get());
            }
            places.add(place);
        }
        var reachable = possible.restrictTo(places.stream().map(Place::id).toList());
        return new Question(
                ask,
                device,
                asked,
                owner,
                reachable,
                mine,
                List.copyOf(places),
                choose,
                catalogues,
                List.copyOf(absent),
                oneCall(ask, asked),
                EarlierGrants.of(acts, ask, asked, owner, places, catalogues));
    }

    private Optional<OneCallQuestion> oneCall(Asks.Ask ask, Asked asked) {
        if (!ask.transport().equals("call")) return Optional.empty();
        var beyond = acts.read(tx -> tx.callRequests()
                        .beyond(ask.id())
                        .flatMap(grant -> tx.grants().find(grant)))
                .orElseThrow();
        var call = asked.details()
                .flatMap(details -> OneCall.of(details.authority()))
                .orElseThrow();
        return Optional.of(new OneCallQuestion(call, beyond));
    }

    /** The owner API has no servers and no tools: its scopes are all there is to choose. */
    private static Question ownerLevel(Asks.Ask ask, Optional<DeviceRequest> device, Asked asked, Owners.Owner owner) {
        return new Question(
                ask,
                device,
                asked,
                owner,
                Authority.NONE,
                Authority.NONE,
                List.of(),
                false,
                Map.of(),
                List.of(),
                Optional.empty(),
                EarlierGrants.NONE);
    }

    private List<String> unnamed(Asked asked) {
        var all = settings.places().stream().map(Place::id).toList();
        return asked.details()
                .map(details -> all.stream()
                        .filter(details.authority().locations()::contains)
                        .toList())
                .orElse(all);
    }

    /** Where every choice would be beyond what the owner may give. */
    static boolean hopeless(Question question) {
        return question.asked().kind() == TokenKind.CLIENT
                && question.possible().equals(Authority.NONE);
    }

    private static Refusal.Page silent(String server) {
        return Phrases.refusal(503, "ask.silent", server).retryAfter(RETRY_SECONDS);
    }
}
