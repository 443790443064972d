package dev.countersign.server.consent;

import dev.countersign.acts.Acts;
import dev.countersign.acts.Ask;
import dev.countersign.acts.Attempts;
import dev.countersign.acts.upkeep.TryUserCode;
import dev.countersign.core.TokenKind;
import dev.countersign.core.UserCode;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.generated.JtedeviceGenerated;
import dev.countersign.server.people.Paths;
import dev.countersign.server.people.People;
import dev.countersign.server.people.Requests;
import dev.countersign.server.people.Sessions.SignedIn;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * {@code /device} (RFC 8628 §3.3): a signed-in human types a device's code or opens the link that holds it, and comes to the
 * ordinary consent page. Wrong codes are counted by session (§5.1): nobody without a session can try any. Thread-safe.
 */
public final class DevicePages {
    private static final String PATH = "/device";
    private static final String FIELD = "user_code";
    private static final int MOST_WRONG = 20;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final Acts acts;
    private final People people;
    private final Pages pages;

    public DevicePages(Acts acts, People people, Pages pages) {
        this.acts = acts;
        this.people = people;
        this.pages = pages;
    }

    public void routes(Routes routes) {
        routes.get(PATH, this::show).post(PATH, this::submit);
    }

    /** The complete link to a request. */
    static URI link(URI issuer, UserCode code) {
        return URI.create(issuer + PATH + "?" + FIELD + "=" + code.shown());
    }

    private Reply show(Exchange exchange) {
        if (!acts.read(tx -> tx.owners().any())) throw People.nobody();
        var typed = exchange.query().one(FIELD);
        var signedIn = people.sessions().current(exchange);
        if (signedIn.isEmpty()) {
            var code = typed.flatMap(UserCode::parse).map(found -> "?" + FIELD + "=" + found.shown());
            return Reply.seeOther(Paths.signIn(PATH + code.orElse("")));
        }
        var who = signedIn.get();
        if (typed.isEmpty()) return page(200, exchange, who, "", false, List.of());
        return switch (tried(who, typed.get())) {
            case TryUserCode.Outcome.Found(var request) ->
                request.ask().kind() == TokenKind.OWNER && request.ask().open(acts.now())
                        ? page(200, exchange, who, "", true, List.of())
                        : opened(exchange, who, request);
            case TryUserCode.Outcome.Wrong(int left) -> wrong(404, exchange, who, typed.get(), left);
            case TryUserCode.Outcome.Throttled(int seconds) -> throw tooMany(seconds);
        };
    }

    private Reply submit(Exchange exchange) {
        var who = people.sessions().requirePost(exchange);
        var typed = exchange.form().one(FIELD).orElse("");
        return switch (tried(who, typed)) {
            case TryUserCode.Outcome.Found(var request) -> opened(exchange, who, request);
            case TryUserCode.Outcome.Wrong(int left) -> wrong(422, exchange, who, typed, left);
            case TryUserCode.Outcome.Throttled(int seconds) -> throw tooMany(seconds);
        };
    }

    private TryUserCode.Outcome tried(SignedIn who, String typed) {
        var outcome = acts.upkeep(new TryUserCode(
                who.session().hash(), who.owner().id(), UserCode.parse(typed), MOST_WRONG, WINDOW, acts.now()));
        if (outcome instanceof TryUserCode.Outcome.Wrong) acts.attempts().count(Attempts.Kind.USER_CODE);
        return outcome;
    }

    /** From here on the request is before this owner, like any other. */
    private Reply opened(Exchange exchange, SignedIn who, DeviceRequest request) {
        var ask = request.ask();
        if (ask.open(acts.now())) {
            acts.perform(new Ask(ask.before(who.owner().id())), Requests.of(exchange));
        }
        return Reply.seeOther("/consent/" + ask.id());
    }

    private Reply wrong(int status, Exchange exchange, SignedIn who, String typed, int left) {
        var sentence = Phrases.say("code.wrong");
        if (left == 0) sentence += " " + Phrases.say("code.wrong.last");
        else if (left <= 5) sentence += " " + Phrases.say("code.wrong.left", left);
        return page(status, exchange, who, Foreign.text(typed, 40), false, List.of(new Problem(FIELD, sentence)));
    }

    private Reply page(
            int status, Exchange exchange, SignedIn who, String typed, boolean ownAgent, List<Problem> problems) {
        var view = new DeviceView(
                pages.chrome(Phrases.say("code.title"), true, exchange.requestId(), who.chrome()),
                who.formToken(),
                typed,
                ownAgent,
                problems);
        return Pages.page(status, out -> JtedeviceGenerated.render(out, null, view));
    }

    private static Refusal.Page tooMany(int seconds) {
        return Phrases.refusal(429, "code.many", People.wait(seconds)).retryAfter(seconds);
    }
}
