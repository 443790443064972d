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
import dev.countersign.server.pages.Moments;
import dev.countersign.server.pages.Pages;
import java.net.URI;
import java.util.ArrayList;
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
        asker.host().ifPresent(host -> facts.add(Fact.of("It points to", Foreign.text(host, 120))));
        asked.stepUp()
                .flatMap(Asked.StepUp::reason)
                .ifPresent(why -> facts.add(Fact.of("It says why", "“" + Foreign.text(why, 400) + "”")));
        if (asker.known() == Known.CONFIGURED) {
            return new Claims(
                    "What the operator calls it", "The operator of this server set it up as", name, List.copyOf(facts));
        }
        if (asker.known() == Known.HOST) {
            return new Claims(
                    "What was asked for on the host",
                    "Somebody at this server's host asks for the token",
                    name,
                    List.of());
        }
        if (onItsHost(asker, target)) {
            return new Claims(
                    "What the site says of it",
                    "The site " + asker.host().orElseThrow() + " calls its program",
                    name,
                    List.of());
        }
        var before = loopback
                ? "A program on this computer says it is"
                : asker.known() == Known.REGISTERED
                        ? "A program that registered itself says it is"
                        : "A program says it is";
        return new Claims("What the program says of itself, unproven", before, name, List.copyOf(facts));
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
        sentences.add(new Finding(
                true,
                "You are signed in as " + question.owner().name() + " at "
                        + settings.issuer().getRawAuthority() + "."));
        if (asker.known() == Known.CONFIGURED) {
            sentences.add(
                    new Finding(true, "The operator of this server knows this program and where it may be answered."));
        } else if (asker.known() == Known.HOST) {
            sentences.add(new Finding(
                    true,
                    question.ask().address().equals(Origin.HOST.address())
                            ? "It was asked for on this server's host, with `pat create`; the secret stays there."
                            : "You asked for it in the console, where its secret is shown to you once, after this."));
            sentences.add(new Finding(
                    false, "Whoever has the token can use it from anywhere, until it ends or you revoke it."));
        } else if (onItsHost(asker, target)) {
            sentences.add(new Finding(
                    true,
                    "The answer goes over https to " + asker.host().orElseThrow()
                            + ", which also publishes who the program is."));
        } else if (loopback) {
            sentences.add(new Finding(
                    false, "Nobody vouches for this program: any program on this computer could ask under this name."));
        } else {
            sentences.add(new Finding(
                    false,
                    "Nobody vouches for the name. "
                            + target.map(uri ->
                                            "Only the host the answer goes to is certain: " + Pages.hostOf(uri) + ".")
                                    .orElse("It proved nothing about itself.")));
        }
        question.oneCall()
                .ifPresent(one -> sentences.add(new Finding(
                        true,
                        "The call came with a living token of what you allowed this program, "
                                + Moments.words(
                                        one.beyond().approvedAt(),
                                        question.ask().createdAt())
                                + ". That does not cover it.")));
        question.earlier()
                .proven()
                .ifPresent(grant -> sentences.add(new Finding(
                        true,
                        "The request came with a living token of what you allowed this program, "
                                + Moments.words(
                                        grant.approvedAt(), question.ask().createdAt())
                                + ".")));
        sentences.add(where(question));
        return List.copyOf(sentences);
    }

    /** What is known of the device it runs on. */
    private static Finding where(Question question) {
        if (question.oneCall()
                .map(OneCallQuestion::beyond)
                .or(question::holder)
                .flatMap(Grant::device)
                .isPresent()) {
            return new Finding(true, "It proved the key of the device that you allowed.");
        }
        return question.asked()
                .key()
                .map(
                        key -> new Finding(
                                key.proved(),
                                key.proved()
                                        ? "It proved a key: what you allow works only on the device that holds it."
                                        : "It named a key: what you allow can be used only on a device that proves to hold it."))
                .orElseGet(() ->
                        new Finding(false, "It proved no key, so Countersign cannot tell which device it runs on."));
    }

    private static Destination destination(URI uri, boolean loopback) {
        return new Destination(
                Foreign.text(Pages.hostOf(uri), 120),
                Foreign.text(uri.toString(), 300),
                loopback
                        ? Optional.of(
                                "The answer stays on this computer, where any running program could be waiting for it. "
                                        + "Approve only if you started this a moment ago.")
                        : Optional.empty());
    }

    private static List<Fact> says(Question question, ConsentSettings settings) {
        var asked = question.asked();
        var facts = new ArrayList<Fact>();
        facts.add(Fact.code("Client id", Foreign.text(asked.asker().id(), 300)));
        for (var resource : asked.resources()) {
            var name = settings.place(resource).map(ConsentSettings.Place::name).orElse("");
            facts.add(Fact.code("For", name.isEmpty() ? resource : name + " at " + resource));
        }
        if (question.oneCall().isPresent()) {
            facts.add(Fact.of("Asks for", "one call, shown below"));
            return List.copyOf(facts);
        }
        if (!asked.scopes().names().isEmpty())
            facts.add(Fact.code("Scope", asked.scopes().render()));
        asked.details()
                .ifPresent(details -> details.authority()
                        .permissions()
                        .forEach(permission -> facts.add(Fact.of(
                                "In detail",
                                Words.permission(
                                        permission,
                                        settings.place(permission.location())
                                                .map(ConsentSettings.Place::name)
                                                .orElse(permission.location()))))));
        asked.stepUp()
                .flatMap(Asked.StepUp::until)
                .ifPresent(end -> facts.add(Fact.of("Until", Foreign.text(Words.until(end), 60))));
        if (asked.kind() == TokenKind.OWNER) {
            facts.add(Fact.code("Owner scopes", OwnerScope.render(asked.ownerScopes())));
        } else if (asked.scopes().access().isEmpty() && asked.details().isEmpty()) {
            facts.add(Fact.of("Asks for", "nothing in particular; you decide"));
        }
        return List.copyOf(facts);
    }

    void write(ObjectNode object) {
        object.put("claim", claims.heading() + "\n" + claims.before() + "\n" + claims.name());
        claims.facts().forEach(fact -> object.withArray("claims").add(fact.value()));
        verified.forEach(finding -> object.withArray("verified").add(finding.sentence()));
        destination.ifPresent(each -> object.put("destination", each.host() + "\n" + each.uri()));
        says.forEach(fact -> object.withArray("says").add(fact.label()).add(fact.value()));
    }
}
