package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Ask;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Asked;
import dev.countersign.core.Asked.Known;
import dev.countersign.core.ClientId;
import dev.countersign.core.Digest;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.people.LiveGrants;
import dev.countersign.server.people.Requests;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Asks;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What comes sealed in an address from the authorization endpoint, when a signed-in owner opens it. Thread-safe. */
final class Arrival {
    private final Acts acts;
    private final Pages pages;
    private final Handover handover;
    private final Duration timeout;

    /**
     * @param timeout how long a request waits for its decision
     */
    Arrival(Acts acts, Pages pages, Handover handover, Duration timeout) {
        this.acts = acts;
        this.pages = pages;
        this.handover = handover;
        this.timeout = timeout;
    }

    /** What was sealed under an id, when it is a request that may still be decided. */
    Optional<Asked> request(String sealed) {
        return handover.open(sealed, acts.now())
                .flatMap(arrived ->
                        arrived instanceof Handover.Arrived.Request(var asked) ? Optional.of(asked) : Optional.empty());
    }

    /** A sealed request becomes a pending one; opening it again leads to the same. */
    Reply open(Exchange exchange, SignedIn who, String sealed) {
        var arrived = handover.open(sealed, acts.now()).orElseThrow(Sheet::unknown);
        return switch (arrived) {
            case Handover.Arrived.Expired() -> throw Phrases.refusal(410, "over.old");
            case Handover.Arrived.Failure(var asker, var redirect) -> failed(exchange, who, asker, redirect);
            case Handover.Arrived.Request(var asked) ->
                Reply.seeOther("/consent/" + pend(exchange, who, sealed, asked));
        };
    }

    private String pend(Exchange exchange, SignedIn who, String sealed, Asked asked) {
        var owner = who.owner().id();
        var id = "ask_" + Digest.of(sealed + " " + owner).base64url().substring(0, 22);
        if (acts.read(tx -> tx.asks().find(id)).isPresent()) return id;
        var now = acts.now();
        var origin = Requests.of(exchange);
        acts.perform(
                new Ask(new Asks.Ask(
                        id,
                        "code",
                        Optional.of(owner),
                        new ClientId(asked.asker().id()),
                        asked.kind(),
                        asked.json(),
                        Secrets.random(16),
                        Optional.empty(),
                        Asks.State.OPEN,
                        0,
                        now,
                        now.plus(timeout),
                        Optional.empty(),
                        origin.address(),
                        origin.userAgent())),
                origin);
        return id;
    }

    /** A failed request goes on by itself only to where a stranger gains nothing by it (RFC 9700 §4.11.2). */
    private Reply failed(Exchange exchange, SignedIn who, Asked.Asker asker, String redirect) {
        var target = URI.create(redirect);
        var client = new ClientId(asker.id());
        var known = Voices.loopback(target)
                || asker.known() == Known.CONFIGURED
                || LiveGrants.any(acts, who.owner().id(), client);
        if (known) return Reply.seeOther(redirect);
        return pages.interstitial(
                Phrases.say("over.failure"),
                List.of(Phrases.say("over.failure.what", Foreign.name(asker.name())), Phrases.say("over.failure.then")),
                target,
                exchange.requestId());
    }
}
