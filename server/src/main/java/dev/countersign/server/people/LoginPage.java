package dev.countersign.server.people;

import dev.countersign.acts.Attempts;
import dev.countersign.acts.RefuseProof;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.SignIn;
import dev.countersign.acts.upkeep.UseOnce;
import dev.countersign.core.Digest;
import dev.countersign.core.OwnerId;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.generated.JteloginGenerated;
import dev.countersign.server.people.Presence.Outcome;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.FairQueue;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Owners;
import dev.countersign.store.Tickets.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code /login}. One answer for an unknown name, a wrong passphrase and an owner without one. */
final class LoginPage {
    private static final String PURPOSE = "login";
    private static final Duration CHALLENGE = Duration.ofMinutes(15);
    private static final Digest SIGN_IN = Digest.of("sign-in");
    private final People.Parts parts;
    private final Function<String, Optional<String>> askers;

    /**
     * Sign-ins are anonymous: they wait their turn here, as many at once as there are threads for passphrases, so that a crowd
     * of them leaves room for approvals, and a browser that was used before has a turn of its own.
     */
    private final FairQueue turns = new FairQueue(Passphrases.THREADS, 32, Duration.ofSeconds(10));

    /**
     * @param askers what the program behind a path calls itself, already made harmless
     */
    LoginPage(People.Parts parts, Function<String, Optional<String>> askers) {
        this.parts = parts;
        this.askers = askers;
    }

    Reply show(Exchange exchange) {
        parts.requireAnyOwner();
        var next = exchange.query().one("next").flatMap(Paths::own);
        if (next.isPresent() && parts.sessions().current(exchange).isPresent()) return Reply.seeOther(next.get());
        return page(200, exchange, parts.forms().bind(exchange), next.orElse(Paths.HOME), "", List.of());
    }

    Reply submit(Exchange exchange) {
        parts.requests().requireOwnOrigin(exchange);
        parts.requireAnyOwner();
        var bound = parts.forms().require(exchange, PURPOSE);
        var form = exchange.form();
        var next = form.one("next").flatMap(Paths::own).orElse(Paths.HOME);
        var assertion = form.one("assertion");
        return assertion.isPresent()
                ? byPasskey(exchange, bound, next, assertion.get())
                : byPassphrase(
                        exchange, bound, next, form.one("name").orElse("").strip());
    }

    private Reply byPassphrase(Exchange exchange, Forms.Bound bound, String next, String name) {
        var owner = parts.acts().read(tx -> tx.owners().named(name));
        var id = owner.map(Owners.Owner::id);
        // Names are only a key here: hashed, so that one of any length fits.
        var account =
                id.map(OwnerId::value).orElseGet(() -> "name:" + Digest.of(name).base64url());
        var browser = id.map(known -> parts.browsers().known(exchange, known)).orElse(Browsers.OTHERS);
        var passphrase = exchange.form().one("passphrase").orElse("");
        return switch (outcome(account, id, passphrase, browser, exchange)) {
            case Outcome.Proved _ -> signedIn(exchange, owner.orElseThrow(), next, "passphrase", Optional.empty());
            case Outcome.Throttled(int seconds) -> throw tooMany(seconds);
            case Outcome.Failed _ -> {
                id.ifPresentOrElse(known -> refused(exchange, known, "passphrase"), this::nobody);
                var problem = new Problem("name", Phrases.say("login.wrong"));
                yield page(422, exchange, bound, next, name, List.of(problem));
            }
        };
    }

    private Outcome outcome(
            String account, Optional<OwnerId> id, String passphrase, String browser, Exchange exchange) {
        try {
            return turns.run(
                    browser,
                    Networks.of(exchange.remote()),
                    () -> parts.presence().onPage(account, id, passphrase, SIGN_IN, browser));
        } catch (FairQueue.Full _) {
            throw People.busy();
        }
    }

    private Reply byPasskey(Exchange exchange, Forms.Bound bound, String next, String assertion) {
        var passkey = WebAuthn.named(assertion)
                .flatMap(id -> parts.acts().read(tx -> tx.passkeys().find(id)));
        var now = parts.acts().now();
        var count = passkey.flatMap(found -> parts.forms().challenges(bound, PURPOSE, now).stream()
                .flatMap(challenge -> parts.webAuthn().verified(assertion, found, challenge).stream()
                        .filter(_ -> once(challenge, now)))
                .findFirst());
        if (passkey.isPresent() && count.isPresent()) {
            var owner = parts.acts()
                    .read(tx -> tx.owners().find(passkey.get().owner()))
                    .orElseThrow();
            var used = new SignIn.Used(passkey.get().id(), count.get());
            return signedIn(exchange, owner, next, "passkey", Optional.of(used));
        }
        passkey.filter(found -> worthAnEntry(exchange, found.owner()))
                .ifPresentOrElse(found -> refused(exchange, found.owner(), "passkey"), this::nobody);
        var problem = new Problem("name", Phrases.say("login.wrong-passkey"));
        return page(422, exchange, bound, next, "", List.of(problem));
    }

    /** Who knows the id of a passkey can send it without end, and must not fill the log; nobody is locked out by that. */
    private boolean worthAnEntry(Exchange exchange, OwnerId owner) {
        var browser = parts.browsers().known(exchange, owner);
        return parts.throttle().take("passkey:" + owner.value(), browser).isEmpty();
    }

    /** Takes the one sign-in a challenge is good for; it would be good for ten minutes otherwise. */
    private boolean once(byte[] challenge, Instant now) {
        var hash =
                Secrets.hash("login/" + Base64.getUrlEncoder().withoutPadding().encodeToString(challenge));
        return parts.acts().upkeep(new UseOnce(new Ticket(hash, "ceremony", "", now.plus(CHALLENGE), false)));
    }

    private Reply signedIn(
            Exchange exchange, Owners.Owner owner, String next, String method, Optional<SignIn.Used> passkey) {
        var reply = parts.sessions().open(Reply.seeOther(next), exchange, owner, method, passkey);
        return parts.browsers().remember(parts.forms().forget(reply), exchange, owner.id());
    }

    private void nobody() {
        parts.acts().attempts().count(Attempts.Kind.SIGN_IN);
    }

    private void refused(Exchange exchange, OwnerId owner, String method) {
        parts.acts().perform(new RefuseProof(owner, "sign-in", method), Requests.of(exchange));
    }

    private Reply page(
            int status, Exchange exchange, Forms.Bound bound, String next, String name, List<Problem> problems) {
        var off = parts.webAuthn().off();
        var challenge = parts.forms().challenge(bound, PURPOSE, parts.acts().now());
        var view = new LoginView(
                parts.pages().chrome(Phrases.say("login.title"), true, exchange.requestId()),
                parts.forms().token(bound, PURPOSE),
                next,
                name,
                askers.apply(next),
                off.isPresent()
                        ? Optional.empty()
                        : Optional.of(parts.webAuthn().requestOptions(challenge, List.of())),
                off,
                problems);
        // A request that failed goes on to its program right after sign-in, and browsers hold every hop of that against
        // the
        // form-action of the page the form stood on.
        var reply = next.startsWith("/consent/")
                ? Pages.pageThatRedirects(status, out -> JteloginGenerated.render(out, null, view))
                : Pages.page(status, out -> JteloginGenerated.render(out, null, view));
        return parts.forms().remember(reply, bound);
    }

    /** The refusal for too many guesses. */
    static Refusal.Page tooMany(int seconds) {
        return Phrases.refusal(429, "wrong.guesses", People.wait(seconds)).retryAfter(seconds);
    }
}
