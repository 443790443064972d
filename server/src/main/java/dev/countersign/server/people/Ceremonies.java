package dev.countersign.server.people;

import dev.countersign.acts.Acts;
import dev.countersign.acts.MasterKey;
import dev.countersign.acts.Seal;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.UseOnce;
import dev.countersign.core.Digest;
import dev.countersign.core.Evidence;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.store.Tickets.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Presence for what an owner does to the own account. What is to be done travels sealed in the form, bound to the session;
 * the passkey signs its digest; each proof is good once. Thread-safe.
 */
final class Ceremonies {
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /**
     * One thing to be done.
     *
     * @param details everything it needs, hashed where it is secret
     * @param proof the proof, when presence came first and something else still has to follow
     */
    record Pending(String act, Map<String, String> details, String nonce, Instant until, Optional<Proof> proof) {
        /** What a passkey signs for it. */
        Digest digest() {
            var object = JsonNodeFactory.instance.objectNode().put("nonce", nonce);
            object.putObject("request").put("act", act);
            object.putObject("shown").put("act", act);
            var choices = object.putObject("choices");
            details.forEach(choices::put);
            return Canonical.digest(object);
        }

        String detail(String name) {
            return details.getOrDefault(name, "");
        }

        Pending proved(Proof by) {
            return new Pending(act, details, nonce, until, Optional.of(by));
        }
    }

    /** Evidence, and the passkey's new counter to store. */
    record Proof(Evidence evidence, Optional<Long> count) {}

    /** What came of looking for a proof in a form. */
    sealed interface Step {
        record Proved(Pending pending, Proof proof) implements Step {}

        /** No proof was sent: ask for a passkey. */
        record Ask(Pending pending) implements Step {}

        record Failed(String method, String sentence) implements Step {}
    }

    private final Acts acts;
    private final Seal seal;
    private final WebAuthn webAuthn;
    private final Presence presence;

    Ceremonies(Acts acts, MasterKey master, WebAuthn webAuthn, Presence presence) {
        this.acts = acts;
        this.seal = master.seal(MasterKey.Purpose.CEREMONIES);
        this.webAuthn = webAuthn;
        this.presence = presence;
    }

    /** Something to be done, not proved yet. */
    Pending begin(String act, Map<String, String> details) {
        return new Pending(
                act, new TreeMap<>(details), Secrets.random(16), acts.now().plus(LIFETIME), Optional.empty());
    }

    /** The proof in this form for what the form itself or its sealed part says is to be done. */
    Step step(Exchange exchange, SignedIn who, Pending wanted) {
        var form = exchange.form();
        var assertion = form.one("assertion");
        if (assertion.isPresent()) {
            var sealed = form.one("ceremony").flatMap(text -> open(text, wanted.act(), who));
            if (sealed.isEmpty() || !consume(sealed.get())) {
                return new Step.Failed("passkey", Phrases.say("proof-of-you.old"));
            }
            return step(
                    sealed.get(),
                    presence.passkey(
                            who.owner().id(), assertion.get(), sealed.get().digest()));
        }
        var passphrase = form.one("passphrase");
        if (passphrase.isPresent()) {
            return step(wanted, presence.passphrase(who.owner().id(), passphrase.get(), wanted.digest(), exchange));
        }
        var passkeys = acts.read(tx -> tx.passkeys().of(who.owner().id()));
        return passkeys.isEmpty() || webAuthn.off().isPresent()
                ? new Step.Failed("none", Phrases.say("proof-of-you.none"))
                : new Step.Ask(wanted);
    }

    private static Step step(Pending pending, Presence.Outcome outcome) {
        return switch (outcome) {
            case Presence.Outcome.Proved(var evidence, var count) ->
                new Step.Proved(pending, new Proof(evidence, count));
            case Presence.Outcome.Failed(var method, var sentence) -> new Step.Failed(method, sentence);
            case Presence.Outcome.Throttled(var seconds) -> throw LoginPage.tooMany(seconds);
        };
    }

    /** What is to be done, for a hidden field. */
    String close(Pending pending, SignedIn who) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("act", pending.act())
                .put("nonce", pending.nonce())
                .put("until", pending.until().getEpochSecond());
        var details = object.putObject("details");
        pending.details().forEach(details::put);
        pending.proof().ifPresent(proof -> write(object.putObject("proof"), proof));
        return seal.close(object.toString(), who.session().hash());
    }

    /** Opens a hidden field of this session; empty when it is another's, for another act, or too old. */
    Optional<Pending> open(String sealed, String act, SignedIn who) {
        return seal.open(sealed, who.session().hash())
                .map(StrictJson::parse)
                .map(Ceremonies::read)
                .filter(pending -> pending.act().equals(act) && acts.now().isBefore(pending.until()));
    }

    /** Takes the one use it has; false when it was taken. */
    boolean consume(Pending pending) {
        var hash = Secrets.hash(
                "ceremony/" + pending.nonce() + "/" + pending.proof().isPresent());
        return acts.upkeep(new UseOnce(new Ticket(hash, "ceremony", "", pending.until(), false)));
    }

    private static void write(ObjectNode object, Proof proof) {
        object.put("method", proof.evidence().method())
                .put("credential", proof.evidence().credential())
                .put("digest", proof.evidence().digest())
                .put("at", proof.evidence().at().toString());
        proof.count().ifPresent(count -> object.put("count", count));
    }

    private static Pending read(JsonNode object) {
        var details = new TreeMap<String, String>();
        object.path("details")
                .properties()
                .forEach(each -> details.put(each.getKey(), each.getValue().asString()));
        var proof = object.path("proof");
        return new Pending(
                object.path("act").asString(),
                details,
                object.path("nonce").asString(),
                Instant.ofEpochSecond(object.path("until").asLong()),
                proof.isObject() ? Optional.of(proof(proof)) : Optional.empty());
    }

    private static Proof proof(JsonNode object) {
        return new Proof(
                new Evidence(
                        object.path("method").asString(),
                        object.path("credential").asString(),
                        object.path("digest").asString(),
                        Instant.parse(object.path("at").asString())),
                object.has("count") ? Optional.of(object.path("count").asLong()) : Optional.empty());
    }
}
