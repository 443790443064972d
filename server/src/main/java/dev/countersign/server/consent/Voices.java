package dev.countersign.server.consent;

import dev.countersign.acts.Origin;
import dev.countersign.core.Asked;
import dev.countersign.core.Asked.Known;
import dev.countersign.core.Grant;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.server.consent.ConsentView.Claims;
import dev.countersign.server.consent.ConsentView.Destination;
import dev.countersign.server.consent.ConsentView.Finding;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Told;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The three voices of the page: what the program claims, what Countersign verified, what the request says. A host is
 * verified only by an https redirect on it or by the operator's configuration; with a loopback redirect even the host that
 * published a metadata document is a claim.
 */
record Voices(Claims claims, List<Finding> verified, Optional<Destination> destination, List<Fact> says) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    static Voices of(Question question, ConsentSettings settings) {
        var asked = question.asked();
        var target = asked.redirect().map(redirect -> URI.create(redirect.uri()));
        var loopback = target.filter(Voices::loopback).isPresent();
        return new Voices(
                claims(asked, target, loopback),
                verified(question, settings, target, loopback),
                target.map(uri -> destination(uri, loopback)),
                says(question, settings));
    }

    static boolean loopback(URI uri) {
        return "http".equals(uri.getScheme()) && uri.getHost() != null && LOOPBACK.contains(uri.getHost());
    }

    private static Claims claims(Asked asked, Optional<URI> target, boolean loopback) {
        var asker = asked.asker();
        var name = Foreign.name(asker.name());
        var facts = new ArrayList<Fact>();
        asker.host().ifPresent(host -> facts.add(Fact.of(Phrases.say("claims.points"), Foreign.text(host, 120))));
        asked.stepUp()
                .flatMap(Asked.StepUp::reason)
                .ifPresent(why ->
                        facts.add(Fact.of(Phrases.say("claims.why"), Phrases.say("quoted", Foreign.text(why, 400)))));
        if (asker.known() == Known.CONFIGURED) {
            return claims("claims.operator", Phrases.around("claims.operator.says"), name, facts);
        }
        if (asker.known() == Known.HOST) {
            return claims("claims.host", Phrases.around("claims.host.says"), name, List.of());
        }
        if (onItsHost(asker, target)) {
            var host = asker.host().orElseThrow();
            return claims("claims.site", Phrases.around("claims.site.says", host), name, List.of());
        }
        var says = loopback
                ? Phrases.around("claims.local.says")
                : asker.known() == Known.REGISTERED
                        ? Phrases.around("claims.registered.says")
                        : Phrases.around("claims.program.says");
        return claims("claims.program", says, name, facts);
    }

    private static Claims claims(String heading, Phrases.Around said, String name, List<Fact> facts) {
        return new Claims(Phrases.say(heading), said, name, List.copyOf(facts));
    }

    /** A document's host is proved by an https redirect on that very host. */
    private static boolean onItsHost(Asked.Asker asker, Optional<URI> target) {
        return asker.known() == Known.DESCRIBED
                && target.filter(uri -> "https".equals(uri.getScheme()))
                        .flatMap(uri -> asker.host().filter(host -> host.equalsIgnoreCase(uri.getHost())))
                        .isPresent();
    }

    private static List<Finding> verified(
            Question question, ConsentSettings settings, Optional<URI> target, boolean loopback) {
        var asker = question.asked().asker();
        var sentences = new ArrayList<Finding>();
        sentences.add(Finding.proved(
                "verified.you", question.owner().name(), settings.issuer().getRawAuthority()));
        if (asker.known() == Known.CONFIGURED) {
            sentences.add(Finding.proved("verified.operator"));
        } else if (asker.known() == Known.HOST) {
            var onHost = question.ask().address().equals(Origin.HOST.address());
            sentences.add(Finding.proved(onHost ? "verified.host" : "verified.console"));
            sentences.add(Finding.open("verified.bearer"));
        } else if (onItsHost(asker, target)) {
            sentences.add(Finding.proved("verified.site", asker.host().orElseThrow()));
        } else if (loopback) {
            sentences.add(Finding.open("verified.nobody.local"));
        } else {
            sentences.add(target.map(uri -> Finding.open("verified.nobody.host", Pages.hostOf(uri)))
                    .orElseGet(() -> Finding.open("verified.nobody")));
        }
        var asked = question.ask().createdAt();
        question.oneCall()
                .map(one -> Told.at(one.beyond().approvedAt(), asked))
                .ifPresent(since -> sentences.add(Finding.proved("verified.call", since)));
        question.earlier()
                .proven()
                .map(grant -> Told.at(grant.approvedAt(), asked))
                .ifPresent(since -> sentences.add(Finding.proved("verified.token", since)));
        sentences.add(where(question));
        // What is proved first, then what is not.
        sentences.sort(Comparator.comparing((Finding finding) -> !finding.proved()));
        return List.copyOf(sentences);
    }

    /** What is known of the device it runs on. */
    private static Finding where(Question question) {
        var asked = question.asked();
        var holder = question.holder();
        if (holder.flatMap(asked::provedDevice).isPresent()) return Finding.proved("verified.device");
        if (holder.flatMap(Grant::device).isPresent()) {
            return Finding.open(asked.heldKey().isPresent() ? "verified.device.other" : "verified.device.open");
        }
        if (holder.isPresent() && asked.heldKey().isPresent()) return Finding.open("verified.device.none");
        return asked.key()
                .map(key -> key.proved() ? Finding.proved("verified.key") : Finding.open("verified.key.named"))
                .orElseGet(() -> Finding.open("verified.key.none"));
    }

    private static Destination destination(URI uri, boolean loopback) {
        return new Destination(
                Foreign.text(Pages.hostOf(uri), 120),
                Foreign.text(uri.toString(), 300),
                loopback ? Optional.of(Phrases.say("says.answer.local")) : Optional.empty());
    }

    private static List<Fact> says(Question question, ConsentSettings settings) {
        var asked = question.asked();
        var facts = new ArrayList<Fact>();
        facts.add(
                Fact.code(Phrases.say("says.client"), Foreign.text(asked.asker().id(), 300)));
        for (var resource : asked.resources()) {
            var name = settings.place(resource).map(ConsentSettings.Place::name).orElse("");
            facts.add(Fact.code(
                    Phrases.say("says.for"), name.isEmpty() ? resource : Phrases.say("says.for.at", name, resource)));
        }
        if (question.oneCall().isPresent()) {
            facts.add(Fact.of(Phrases.say("says.asks"), Phrases.say("says.asks.call")));
            return List.copyOf(facts);
        }
        if (!asked.scopes().names().isEmpty())
            facts.add(Fact.code(Phrases.say("says.scope"), asked.scopes().render()));
        asked.details()
                .ifPresent(details -> details.authority()
                        .permissions()
                        .forEach(permission -> facts.add(Fact.of(
                                Phrases.say("says.detail"),
                                Words.permission(
                                        permission,
                                        settings.place(permission.location())
                                                .map(ConsentSettings.Place::name)
                                                .orElse(permission.location()))))));
        asked.stepUp()
                .flatMap(Asked.StepUp::until)
                .ifPresent(end -> facts.add(Fact.of(Phrases.say("says.until"), Foreign.text(Words.until(end), 60))));
        if (asked.kind() == TokenKind.OWNER) {
            facts.add(Fact.code(Phrases.say("says.scopes"), OwnerScope.render(asked.ownerScopes())));
        } else if (asked.scopes().access().isEmpty() && asked.details().isEmpty()) {
            facts.add(Fact.of(Phrases.say("says.asks"), Phrases.say("says.asks.nothing")));
        }
        return List.copyOf(facts);
    }

    void write(ObjectNode object) {
        object.put(
                "claim",
                claims.heading() + "\n" + claims.said().before() + claims.name()
                        + claims.said().after());
        claims.facts()
                .forEach(fact -> object.withArray("claims").add(fact.value().text()));
        verified.forEach(
                finding -> object.withArray("verified").add(finding.sentence().text()));
        destination.ifPresent(each -> object.put("destination", each.host() + "\n" + each.uri()));
        says.forEach(fact ->
                object.withArray("says").add(fact.label()).add(fact.value().text()));
    }
}
